package dev.granary.digest;

/**
 * Folds whole blocks into a hash. A kernel may do this in place of the Java code in {@link Sha256}
 * or {@link Sha1}.
 */
public interface BlockFunction {
  /** Folds blocks of 64 bytes, which follow each other, into the words of the hash. */
  void compress(int[] hash, byte[] bytes, int offset, int blocks);
}
