package dev.granary.web.source;

import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;

/**
 * A caller's source, opened.
 *
 * @param chunks its content
 * @param type its media type; empty when the source states none
 * @param size its size in bytes, or {@link FileSpec#UNKNOWN}
 * @param origin where the content can be downloaded again, or null
 */
public record Source(ChunkSource chunks, String type, long size, Origin origin) {
  static Source of(ChunkSource chunks) {
    return new Source(chunks, "", FileSpec.UNKNOWN, null);
  }
}
