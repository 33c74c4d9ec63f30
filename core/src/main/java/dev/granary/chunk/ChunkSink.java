package dev.granary.chunk;

import dev.granary.Pending;

/** Stores the chunks of a pump. */
public interface ChunkSink {
  /**
   * Starts to store a chunk. The pump does not change the bytes until it has joined the pending.
   * The join fails when storing failed.
   */
  Pending<Void> begin(HashedChunk chunk);
}
