package dev.granary.web.digest;

import dev.granary.digest.Crc32c;
import dev.granary.digest.Sha256;
import dev.granary.kernels.Layout;
import dev.granary.web.bridge.Deferred;
import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;
import org.teavm.jso.JSBody;

/**
 * Computes digests on this thread, with a pause whenever it has worked for some milliseconds: a
 * window must not stand still for 16, and the digest worker waits for its next piece meanwhile.
 */
final class Slices {
  private static final double LONGEST = 4;

  /** What Java computes between two looks at the clock: under a millisecond, and a CRC's blocks. */
  private static final int STEP = 2 * Crc32c.BLOCK;

  private final DigestKernels kernels;
  private double began = Platform.elapsed();

  private Slices(DigestKernels kernels) {
    this.kernels = kernels;
  }

  /** The state of a running digest after some more bytes. */
  static byte[] update(DigestKernels kernels, byte[] state, byte[] bytes, int length) {
    Slices slices = new Slices(kernels);
    Sha256 sha256 = Sha256.restore(state, kernels.sha256());
    for (int at = 0; at < length; at += STEP) {
      slices.breathe();
      sha256.update(bytes, at, Math.min(STEP, length - at));
    }
    return sha256.state();
  }

  /** The CRC-32C of every block. */
  static int[] blockCrcs(DigestKernels kernels, byte[] bytes, int length) {
    int[] all = new int[(length + Crc32c.BLOCK - 1) / Crc32c.BLOCK];
    Slices slices = new Slices(kernels);
    for (int at = 0; at < length; ) {
      slices.breathe();
      at += slices.crcs(bytes, at, length - at, all);
    }
    return all;
  }

  private int crcs(byte[] bytes, int at, int left, int[] all) {
    if (kernels.ready()) {
      int length = Math.min(Layout.PIECE, left);
      kernels.blockCrcs(bytes, at, length, all, at / Crc32c.BLOCK);
      return length;
    }
    int length = Math.min(STEP, left);
    int[] some = Crc32c.ofBlocks(bytes, at, length);
    System.arraycopy(some, 0, all, at / Crc32c.BLOCK, some.length);
    return length;
  }

  private void breathe() {
    if (Platform.elapsed() - began < LONGEST) {
      return;
    }
    Deferred<Void> pause = new Deferred<>();
    soon(() -> pause.complete(null));
    pause.join();
    began = Platform.elapsed();
  }

  // A timer would be held back for 4 ms. Node has its own way, and would not end while a port is
  // open.
  @JSBody(
      params = "listener",
      script =
          "if (typeof setImmediate === 'function') { setImmediate(listener); return; }"
              + " var channel = new MessageChannel();"
              + " channel.port1.onmessage = function() { channel.port1.close(); listener(); };"
              + " channel.port2.postMessage(0);")
  private static native void soon(Listener listener);
}
