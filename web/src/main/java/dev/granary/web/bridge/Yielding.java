package dev.granary.web.bridge;

import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSBody;

/**
 * Pauses long work on this thread every few milliseconds: a window must not freeze for the 16 ms of
 * a frame.
 */
public final class Yielding {
  private static final double LONGEST = 4;

  private double began = Platform.elapsed();

  /**
   * Pauses if the work has run long enough. The worker calls this about once per millisecond of
   * work.
   */
  public void take() {
    if (Platform.elapsed() - began < LONGEST) {
      return;
    }
    pause();
    began = Platform.elapsed();
  }

  /** Pauses in any case. */
  public static void pause() {
    Deferred<Void> pause = new Deferred<>();
    soon(() -> pause.complete(null));
    pause.join();
  }

  /**
   * Calls the listener after the work that already waits on this thread. A timer would add 4 ms, or
   * a minute in a hidden page. Node uses its own function: with an open port it would not end.
   */
  @JSBody(
      params = "listener",
      script =
          "if (typeof setImmediate === 'function') { setImmediate(listener); return; }"
              + " var channel = new MessageChannel();"
              + " channel.port1.onmessage = function() { channel.port1.close(); listener(); };"
              + " channel.port2.postMessage(0);")
  public static native void soon(Listener listener);
}
