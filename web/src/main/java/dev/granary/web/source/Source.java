package dev.granary.web.source;

import dev.granary.chunk.ChunkSource;
import dev.granary.manifest.FileSpec;

/**
 * A caller's source, opened.
 *
 * @param chunks its content
 * @param type its media type; empty when it says none
 * @param size its bytes, or {@link FileSpec#UNKNOWN}
 */
public record Source(ChunkSource chunks, String type, long size) {
  static Source of(ChunkSource chunks) {
    return new Source(chunks, "", FileSpec.UNKNOWN);
  }
}
