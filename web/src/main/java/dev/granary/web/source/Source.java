package dev.granary.web.source;

import dev.granary.chunk.ChunkSource;
import dev.granary.manifest.FileSpec;
import dev.granary.manifest.Origin;

/**
 * A caller's source, opened.
 *
 * @param chunks its content
 * @param type its media type; empty when it says none
 * @param size its bytes, or {@link FileSpec#UNKNOWN}
 * @param origin where it can be had again, or null
 */
public record Source(ChunkSource chunks, String type, long size, Origin origin) {
  static Source of(ChunkSource chunks) {
    return new Source(chunks, "", FileSpec.UNKNOWN, null);
  }
}
