package dev.granary.digest;

/**
 * How whole blocks are folded into a hash: a kernel may do in its own way what Java does in {@link
 * Sha256} or {@link Sha1}.
 */
public interface BlockFunction {
  /** Folds blocks of 64 bytes, which lie one after the other, into the words of the hash. */
  void compress(int[] hash, byte[] bytes, int offset, int blocks);
}
