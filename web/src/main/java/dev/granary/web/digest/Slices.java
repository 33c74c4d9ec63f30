package dev.granary.web.digest;

import dev.granary.digest.Crc32c;
import dev.granary.digest.Sha256;
import dev.granary.kernels.Layout;
import dev.granary.web.bridge.Yielding;

/**
 * Computes digests on this thread, and pauses every few milliseconds. A window must not freeze for
 * the 16 ms of a frame, and the digest worker needs its next piece meanwhile.
 */
final class Slices {
  /**
   * How much Java computes between two looks at the clock: less than a millisecond, and whole CRC
   * blocks.
   */
  private static final int STEP = 2 * Crc32c.BLOCK;

  private final DigestKernels kernels;
  private final Yielding yielding = new Yielding();

  private Slices(DigestKernels kernels) {
    this.kernels = kernels;
  }

  /** Returns the state of a running digest after more bytes. */
  static byte[] update(DigestKernels kernels, byte[] state, byte[] bytes, int length) {
    Slices slices = new Slices(kernels);
    Sha256 sha256 = Sha256.restore(state, kernels.sha256());
    for (int at = 0; at < length; at += STEP) {
      slices.yielding.take();
      sha256.update(bytes, at, Math.min(STEP, length - at));
    }
    return sha256.state();
  }

  /** Returns the CRC-32C of every block. */
  static int[] blockCrcs(DigestKernels kernels, byte[] bytes, int length) {
    int[] all = new int[(length + Crc32c.BLOCK - 1) / Crc32c.BLOCK];
    Slices slices = new Slices(kernels);
    for (int at = 0; at < length; ) {
      slices.yielding.take();
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
}
