package dev.granary.catalog;

import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import java.util.ArrayList;
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
  public static List<String> distinctIds(List<ChunkRef> chunks) {
    Set<String> ids = new HashSet<>();
    for (ChunkRef chunk : chunks) {
      ids.add(chunk.id());
    }
    return List.copyOf(ids);
  }

  /** Adds up the bytes of chunks. */
  public static long sum(List<ChunkRef> chunks) {
    long sum = 0;
    for (ChunkRef chunk : chunks) {
      sum += chunk.size();
    }
    return sum;
  }

  /** Returns the size of the largest chunk; zero when there is none. */
  public static int largest(List<ChunkRef> chunks) {
    int largest = 0;
    for (ChunkRef chunk : chunks) {
      largest = Math.max(largest, chunk.size());
    }
    return largest;
  }

  /** Returns whether all chunks except the last have one size, and the last has no larger one. */
  public static boolean areFull(List<ChunkRef> chunks) {
    int full = largest(chunks);
    for (int i = 0; i < chunks.size() - 1; i++) {
      if (chunks.get(i).size() != full) {
        return false;
      }
    }
    return true;
  }

  /** Writes chunks as the member {@code chunks} of a record. */
  public static void write(JsonWriter out, List<ChunkRef> chunks) {
    out.name("chunks").beginArray();
    for (ChunkRef chunk : chunks) {
      out.beginArray().value(chunk.id()).value(chunk.size()).endArray();
    }
    out.endArray();
  }

  /** Reads the value that {@link #write} wrote. */
  public static List<ChunkRef> readAll(JsonReader in) {
    // Most files have one chunk.
    List<ChunkRef> chunks = new ArrayList<>(1);
    in.beginArray();
    while (in.nextElement()) {
      in.beginArray();
      String id = in.nextElement() ? in.string() : "";
      double size = in.nextElement() ? in.whole() : 0;
      while (in.nextElement()) {
        in.skip();
      }
      if (id.length() != 64 || size < 1 || size > Integer.MAX_VALUE) {
        throw VersionedText.corrupt("It names a chunk without a proper id and size.");
      }
      chunks.add(new ChunkRef(id, (int) size));
    }
    return chunks;
  }
}
