package dev.granary.web.api;

import dev.granary.session.Session;
import dev.granary.space.Sweep;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSObject;

/**
 * What is done now and then while a store is open: garbage is swept, times of last use are written.
 * Whatever fails is left for the next time.
 */
final class Housekeeping {
  /** After the page that opened the store has had time to do what it opened it for. */
  private static final int FIRST_SWEEP = 5000;

  private static final int ACCESS = 60_000;

  private final Session session;
  private final boolean inMemory;
  private final Listener unlisten;
  private JSObject sweeping;
  private JSObject writing;
  private boolean ended;

  Housekeeping(Session session) {
    this.session = session;
    inMemory = session.store().form() == ChunkForm.MEMORY;
    unlisten = Platform.whenHidden(() -> background(this::writeAccesses));
    if (!inMemory) {
      sweepAfter(FIRST_SWEEP);
    }
  }

  /** Something may have become garbage. In memory nothing is gained by keeping it. */
  void garbage() {
    if (!inMemory) {
      sweepAfter((int) Sweep.GRACE + 1000);
    } else if (anyGarbage()) {
      session.sweep().sweepChunks(0);
    }
  }

  /** Something was used. */
  void used() {
    if (writing == null && !ended) {
      writing = Platform.sometime(() -> background(this::writeAccesses), ACCESS);
    }
  }

  /** Ends it. Never suspends. */
  void end() {
    ended = true;
    unlisten.happened();
    forget(sweeping);
    forget(writing);
  }

  private void sweepAfter(int milliseconds) {
    if (sweeping == null && !ended) {
      sweeping =
          Platform.sometime(
              () -> {
                sweeping = null;
                background(this::sweep);
              },
              milliseconds);
    }
  }

  private void sweep() {
    session.sweep().expireJournals(Sweep.KEPT_UNFINISHED);
    if (anyGarbage()) {
      session.sweep().sweepChunks(Sweep.GRACE);
      if (anyGarbage()) {
        // Too young for this time.
        garbage();
      }
    }
  }

  /** One small read; to go through all chunks takes long where there are many. */
  private boolean anyGarbage() {
    return session.store().read(Keys.none().totals()).totals().garbageBytes() > 0;
  }

  private void writeAccesses() {
    forget(writing);
    writing = null;
    session.accessLog().flush();
  }

  private void background(Calls.Work work) {
    Calls.fork(
        () -> {
          try {
            if (!ended) {
              work.work();
            }
          } catch (RuntimeException leftForTheNextTime) {
            // Nobody waits for it, and nothing depends on it.
          }
        });
  }

  private static void forget(JSObject timer) {
    if (timer != null) {
      Platform.forget(timer);
    }
  }
}
