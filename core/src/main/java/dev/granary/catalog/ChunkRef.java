package dev.granary.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names one chunk in a manifest or a journal.
 *
 * @param id the SHA-256 of the chunk's logical bytes, 64 hexadecimal digits
 * @param size the number of logical bytes; at least one
 */
public record ChunkRef(String id, int size) {
  /** Lists the ids of these chunks, each once. */
  static List<String> distinctIds(List<ChunkRef> chunks) {
    Set<String> ids = new HashSet<>();
    for (ChunkRef chunk : chunks) {
      ids.add(chunk.id());
    }
    return List.copyOf(ids);
  }
}
