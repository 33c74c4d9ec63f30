package dev.granary.chunk.codec;

import dev.granary.Pending;

/**
 * Compresses with the platform's own raw DEFLATE (RFC 1951). The caller does not change the bytes
 * it passes until the pending is joined. The bytes of the result belong to the caller.
 */
public interface Deflate {
  /**
   * Starts to compress the first {@code length} bytes; gives null when the result exceeds {@code
   * limit} bytes.
   */
  Pending<byte[]> compress(byte[] bytes, int length, int limit);

  /**
   * Starts to expand compressed bytes; gives null when they are damaged, or when the result exceeds
   * {@code limit} bytes.
   */
  Pending<byte[]> expand(byte[] compressed, int limit);

  /** Runs between two short pieces of work. May suspend, so that other work can go on. */
  default void rest() {}
}
