package dev.granary.localhub;

import java.util.SplittableRandom;

/**
 * Reproducible bytes of any length, generated at the speed of copying. The content repeats one
 * random block and mixes the page number into the first eight bytes of each page. All pages differ,
 * within a file and between files of different seeds. Deflate cannot compress the content, because
 * the block is longer than deflate's window.
 */
final class GeneratedContent implements Content {
  private static final int PAGE = 4096;
  private static final int STAMP = 8;
  private static final byte[] BLOCK = new byte[1 << 20];

  static {
    new SplittableRandom(1).nextBytes(BLOCK);
  }

  private final long seed;
  private final long length;

  GeneratedContent(long seed, long length) {
    this.seed = mix(seed);
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void read(long position, byte[] into, int count) {
    int done = 0;
    while (done < count) {
      long at = position + done;
      int inPage = (int) (at % PAGE);
      int taken = Math.min(PAGE - inPage, count - done);
      System.arraycopy(BLOCK, (int) (at % BLOCK.length), into, done, taken);
      long stamp = mix(seed + at / PAGE);
      for (int index = inPage; index < Math.min(STAMP, inPage + taken); index++) {
        into[done + index - inPage] = (byte) (stamp >>> (8 * index));
      }
      done += taken;
    }
  }

  /** The mixing function of SplitMix64. Neighbouring values give unrelated results. */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
