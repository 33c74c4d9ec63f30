package dev.granary.model;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.Origin;
import java.util.List;

/**
 * A sequence of chunks in which tensors of a model lie. A part is written at once: by a put, or by
 * an import of a file.
 *
 * @param chunks the chunks in order, those included that were evicted
 * @param origin where the tensors' bytes can be fetched again, or null
 * @param createdAt when the tensors were stored, in milliseconds since 1970
 */
record ModelPart(List<ChunkRef> chunks, Origin origin, long createdAt) {
  ModelPart {
    chunks = List.copyOf(chunks);
  }
}
