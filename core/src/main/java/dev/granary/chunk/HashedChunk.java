package dev.granary.chunk;

import dev.granary.catalog.ChunkRef;
import dev.granary.store.NewChunk;

/**
 * Carries a chunk to the store.
 *
 * @param chunk the chunk's id, checksums and borrowed bytes
 * @param digestState the whole-file digest's state after this chunk, in hexadecimal; empty for the
 *     only chunk of a file, whose id is the file's digest, and when the file is not resumable
 */
public record HashedChunk(NewChunk chunk, String digestState) {
  public ChunkRef ref() {
    return new ChunkRef(chunk.id(), chunk.size());
  }
}
