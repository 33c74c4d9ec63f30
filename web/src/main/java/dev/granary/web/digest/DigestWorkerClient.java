package dev.granary.web.digest;

import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.MessageEvent;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.WorkerThread;
import java.util.ArrayDeque;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSObjects;
import org.teavm.jso.core.JSUndefined;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Int8Array;

/**
 * Controls the digest worker for a page. The first update starts the worker, from the package's own
 * file. If the worker cannot start, or fails, the client never uses it again.
 *
 * <p>Three small pieces carry the bytes back and forth, so that no chunk is in memory twice.
 */
public final class DigestWorkerClient {
  private static final String FILE = "digest-worker.js";
  private static final int PIECE = 320 * 1024;
  private static final int PIECES = 3;

  /** How long the worker may take to load or to answer, in milliseconds. */
  private static final int PATIENCE = 5000;

  /** Starts the worker; throws where that is forbidden. */
  @JSFunctor
  public interface Starter extends JSObject {
    WorkerThread start();
  }

  /**
   * Receives the state after an update; null when the worker does not compute it. Never suspends.
   */
  interface Done {
    void state(byte[] state);
  }

  private static final class Job {
    private byte[] before;
    private final byte[] bytes;
    private final int length;
    private final Done done;
    private int sent;

    Job(byte[] before, byte[] bytes, int length, Done done) {
      this.before = before;
      this.bytes = bytes;
      this.length = length;
      this.done = done;
    }
  }

  private final Starter starter;
  private final DigestKernels kernels;
  private final UnusableFile failed;
  private final ArrayDeque<Job> jobs = new ArrayDeque<>();
  private final JsArray free = JsArray.Maker.empty();
  private WorkerThread worker;
  private JSObject patience;
  private boolean ready;
  private boolean broken;

  /**
   * Makes a client that has not started its worker yet.
   *
   * @param failed hears why the worker cannot be used
   */
  public DigestWorkerClient(Starter starter, DigestKernels kernels, UnusableFile failed) {
    this.starter = starter;
    this.kernels = kernels;
    this.failed = failed;
  }

  /** Says whether a worker computes digests, as far as is known: the first update starts it. */
  public boolean usable() {
    return !broken;
  }

  /** Hashes bytes. The caller must not change them until the update is done. */
  void update(byte[] before, byte[] bytes, int length, Done done) {
    if (!broken && worker == null) {
      start();
    }
    if (broken || length == 0) {
      done.state(null);
      return;
    }
    jobs.add(new Job(before, bytes, length, done));
    expectAnswer();
    send();
  }

  private void start() {
    try {
      worker = starter.start();
    } catch (RuntimeException refused) {
      // A policy forbids workers, or the file has another origin: the page computes the digests
      // itself.
      broken = true;
      failed.unusable(FILE, JsFailure.of(refused).reason());
      return;
    }
    worker.setOnmessage(event -> received((DigestMessages.Reply) event.getData()));
    worker.setOnerror(this::broke);
    expectAnswer();
    kernels.whenLoaded(this::lend);
  }

  /** Limits the wait for a silent worker: an engine may end a worker without an event. */
  private void expectAnswer() {
    if (patience != null) {
      Platform.forget(patience);
    }
    patience = ready && jobs.isEmpty() ? null : Platform.after(() -> fail(null), PATIENCE);
  }

  private void lend(JSObject module) {
    if (worker != null) {
      worker.postMessage(DigestMessages.kernels(module), JsArray.Maker.empty());
    }
  }

  private void broke(MessageEvent event) {
    // The failure is not the page's, so the browser must not report it.
    event.preventDefault();
    fail(event);
  }

  /** Ends the worker, and reports the event that says why; null where the worker is silent. */
  private void fail(JSObject event) {
    end();
    failed.unusable(FILE, event);
  }

  /** Ends the worker. The waiting callers compute what it has not finished. */
  public void end() {
    broken = true;
    if (worker != null) {
      if (patience != null) {
        Platform.forget(patience);
      }
      worker.terminate();
      worker = null;
    }
    while (!jobs.isEmpty()) {
      jobs.poll().done.state(null);
    }
  }

  /**
   * Sends jobs whole and one after the other, because the worker holds only one state at a time.
   */
  private void send() {
    Job job = jobs.peek();
    while (ready && job != null && job.sent < job.length && free.getLength() > 0) {
      int length = Math.min(PIECE, job.length - job.sent);
      ArrayBuffer piece = (ArrayBuffer) free.pop();
      System.arraycopy(job.bytes, job.sent, Bytes.of(piece), 0, length);
      JSObject before =
          job.before == null ? JSUndefined.instance() : Int8Array.fromJavaArray(job.before);
      job.before = null;
      job.sent += length;
      worker.postMessage(
          DigestMessages.piece(before, piece, length, job.sent == job.length),
          JsArray.Maker.of(piece));
    }
  }

  private void received(DigestMessages.Reply reply) {
    if (reply.isReady()) {
      ready = true;
      for (int i = 0; i < PIECES; i++) {
        free.push(new ArrayBuffer(PIECE));
      }
    } else {
      free.push(reply.getPiece());
      if (!JSObjects.isUndefined(reply.getState()) && !jobs.isEmpty()) {
        jobs.poll().done.state(((Int8Array) reply.getState()).toJavaArray());
      }
    }
    expectAnswer();
    send();
  }
}
