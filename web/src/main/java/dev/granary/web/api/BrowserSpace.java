package dev.granary.web.api;

import dev.granary.space.FillLevel;
import dev.granary.space.SpacePort;
import dev.granary.store.Keys;
import dev.granary.store.Store;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.dom.Platform;
import java.util.ArrayDeque;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** What surrounds one open store: the origin's space, and its listeners. */
final class BrowserSpace implements SpacePort {
  /** Between two looks at how full it is, in milliseconds. */
  private static final int SELDOM = 2000;

  private final Store store;
  private final Events events;

  /** Infinity where there is none. */
  private final double budget;

  private final boolean inMemory;
  private final FillLevel ofBudget = new FillLevel();
  private final FillLevel ofOrigin = new FillLevel();
  private double lookedAt = -SELDOM;
  private boolean planned;

  /** Those who wait for their turn to make room, while somebody does. */
  private final ArrayDeque<Deferred<Void>> waiting = new ArrayDeque<>();

  private boolean entered;

  BrowserSpace(Store store, Events events, double budget, boolean inMemory) {
    this.store = store;
    this.events = events;
    this.budget = budget;
    this.inMemory = inMemory;
  }

  @Override
  public Figures ask() {
    if (inMemory) {
      return SpacePort.UNKNOWN.ask();
    }
    JSObject told = Space.ask();
    double free = quota(told) - usage(told);
    long available = free < Long.MAX_VALUE ? (long) Math.max(0, free) : Long.MAX_VALUE;
    return new Figures(available, persisted(told));
  }

  @Override
  public void enter() {
    if (entered) {
      Deferred<Void> turn = new Deferred<>();
      waiting.add(turn);
      turn.join();
    }
    entered = true;
  }

  @Override
  public void leave() {
    // Whoever is next has entered already, or one who comes by would be let in before it wakes.
    Deferred<Void> next = waiting.poll();
    entered = next != null;
    if (next != null) {
      next.complete(null);
    }
  }

  @Override
  public void evicted(String key, long bytes) {
    events.evict(key, bytes);
  }

  /** Something is being stored, or was: looks soon how full it is. Never suspends. */
  void filling() {
    if (planned) {
      return;
    }
    planned = true;
    int wait = (int) Math.max(0, lookedAt + SELDOM - Platform.elapsed());
    Platform.sometime(() -> Calls.fork(this::lookAround), wait);
  }

  private void lookAround() {
    planned = false;
    lookedAt = Platform.elapsed();
    try {
      look();
    } catch (RuntimeException untold) {
      // The store was closed meanwhile, and nobody depends on a warning.
    }
  }

  private void look() {
    if (budget < Double.POSITIVE_INFINITY) {
      tell(ofBudget, store.read(Keys.none().totals()).totals().storedBytes(), budget);
    }
    if (!inMemory) {
      JSObject told = Space.ask();
      tell(ofOrigin, usage(told), quota(told));
    }
  }

  private void tell(FillLevel filling, double usage, double quota) {
    if (filling.rises(usage, quota)) {
      events.quota(usage, quota);
    }
  }

  @JSBody(params = "told", script = "return told.quota === undefined ? Infinity : told.quota;")
  private static native double quota(JSObject told);

  @JSBody(params = "told", script = "return told.usage === undefined ? 0 : told.usage;")
  private static native double usage(JSObject told);

  @JSBody(params = "told", script = "return told.persisted;")
  private static native boolean persisted(JSObject told);
}
