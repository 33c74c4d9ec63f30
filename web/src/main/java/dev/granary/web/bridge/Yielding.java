package dev.granary.web.bridge;

import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSBody;

/**
 * Lets work on this thread pause whenever it has gone on for some milliseconds: a window must not
 * stand still for 16.
 */
public final class Yielding {
  private static final double LONGEST = 4;

  private double began = Platform.elapsed();

  /** Pauses if it is time to; to be called about every millisecond of work. */
  public void take() {
    if (Platform.elapsed() - began < LONGEST) {
      return;
    }
    pause();
    began = Platform.elapsed();
  }

  /** Pauses at any rate. */
  public static void pause() {
    Deferred<Void> pause = new Deferred<>();
    soon(() -> pause.complete(null));
    pause.join();
  }

  /**
   * Calls the listener behind what waits already to be done on this thread. A timer would be held
   * back for 4 ms, or for a minute in a hidden page. Node has its own way, and would not end while
   * a port is open.
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
