package dev.granary.web.source;

import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;

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
