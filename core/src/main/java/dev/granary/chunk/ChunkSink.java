package dev.granary.chunk;

import dev.granary.Pending;

/** Where a pump's chunks go. */
public interface ChunkSink {
  /**
   * Starts to store a chunk. Its bytes are left alone until the pending is joined, which fails when
   * storing failed.
   */
  Pending<Void> begin(HashedChunk chunk);
}
