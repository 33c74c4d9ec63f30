package dev.granary.chunk;

import dev.granary.catalog.ChunkRef;
import dev.granary.store.NewChunk;

/**
 * A chunk on its way into a store.
 *
 * @param chunk its id, checks and borrowed bytes
 * @param digestState the whole-file digest's state behind it, in hexadecimal; empty for the only
 *     chunk of a file, whose id is the file's digest, and where nobody may resume
 */
public record HashedChunk(NewChunk chunk, String digestState) {
  public ChunkRef ref() {
    return new ChunkRef(chunk.id(), chunk.size());
  }
}
