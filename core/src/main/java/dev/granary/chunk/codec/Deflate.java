package dev.granary.chunk.codec;

import dev.granary.Pending;

/**
 * The platform's own compression: raw DEFLATE (RFC 1951). Bytes that are given are left alone until
 * the pending is joined; those that come back are the caller's own.
 */
public interface Deflate {
  /** Starts to compress the first {@code length} bytes; null when more than {@code limit} come. */
  Pending<byte[]> compress(byte[] bytes, int length, int limit);

  /**
   * Starts to bring compressed bytes back; null when they are damaged, or more than {@code limit}
   * come.
   */
  Pending<byte[]> expand(byte[] compressed, int limit);

  /** Called between two short pieces of work around it; may suspend, where others have to go on. */
  default void rest() {}
}
