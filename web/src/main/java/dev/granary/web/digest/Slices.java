package dev.granary.web.digest;

import dev.granary.digest.Crc32c;
import dev.granary.digest.Sha256;
import dev.granary.kernels.Layout;
import dev.granary.web.bridge.Yielding;

/**
 * Computes digests on this thread, with a pause whenever it has worked for some milliseconds: a
 * window must not stand still for 16, and the digest worker waits for its next piece meanwhile.
 */
final class Slices {
  /** What Java computes between two looks at the clock: under a millisecond, and a CRC's blocks. */
  private static final int STEP = 2 * Crc32c.BLOCK;

  private final DigestKernels kernels;
  private final Yielding breath = new Yielding();

  private Slices(DigestKernels kernels) {
    this.kernels = kernels;
  }

  /** The state of a running digest after some more bytes. */
  static byte[] update(DigestKernels kernels, byte[] state, byte[] bytes, int length) {
    Slices slices = new Slices(kernels);
    Sha256 sha256 = Sha256.restore(state, kernels.sha256());
    for (int at = 0; at < length; at += STEP) {
      slices.breath.take();
      sha256.update(bytes, at, Math.min(STEP, length - at));
    }
    return sha256.state();
  }

  /** The CRC-32C of every block. */
  static int[] blockCrcs(DigestKernels kernels, byte[] bytes, int length) {
    int[] all = new int[(length + Crc32c.BLOCK - 1) / Crc32c.BLOCK];
    Slices slices = new Slices(kernels);
    for (int at = 0; at < length; ) {
      slices.breath.take();
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
