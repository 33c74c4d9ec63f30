package dev.granary.collection;

import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.VersionedText;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.List;

/**
 * Describes a stored collection.
 *
 * @param generation the stamp of the write of this manifest: each save has another one
 * @param dimensions the length of its vectors
 * @param items the number of its items
 * @param meta what the image says of itself, as JSON, opaque here
 * @param segments the chunk of each segment, in order
 */
public record CollectionManifest(
    String name,
    long generation,
    int dimensions,
    int items,
    String meta,
    long savedAt,
    List<ChunkRef> segments) {

  /** What the saver of an image says of it, besides its segments. */
  public record Content(int dimensions, int items, String meta) {
    CollectionManifest manifest(String name, long now, List<ChunkRef> segments) {
      return new CollectionManifest(name, Row.UNSTAMPED, dimensions, items, meta, now, segments);
    }
  }

  public CollectionManifest {
    segments = List.copyOf(segments);
  }

  /** Returns the bytes of all segments. */
  public long bytes() {
    return ChunkRef.sum(segments);
  }

  CollectionManifest withGeneration(long newGeneration) {
    return new CollectionManifest(name, newGeneration, dimensions, items, meta, savedAt, segments);
  }

  Row row() {
    List<String> ids = ChunkRef.distinctIds(segments);
    return new Row(Table.COLLECTIONS, name, Row.UNSTAMPED, bytes(), ids, encode());
  }

  private String encode() {
    JsonWriter out = VersionedText.begin();
    out.name("dimensions").value(dimensions);
    out.name("items").value(items);
    out.name("meta").value(meta);
    out.name("savedAt").value(savedAt);
    ChunkRef.write(out, segments);
    return out.endObject().text();
  }

  /** Reads a row that {@link #row} made, in this or any earlier version of Granary. */
  static CollectionManifest of(Row row) {
    try {
      return read(row);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("collection", row.key(), failure);
    }
  }

  private static CollectionManifest read(Row row) {
    JsonReader in = VersionedText.begin(row.text());
    double dimensions = -1;
    double items = -1;
    String meta = null;
    long savedAt = 0;
    List<ChunkRef> segments = null;
    for (String member = in.nextName(); member != null; member = in.nextName()) {
      switch (member) {
        case "dimensions" -> dimensions = in.whole();
        case "items" -> items = in.whole();
        case "meta" -> meta = in.string();
        case "savedAt" -> savedAt = in.wholeNumber();
        case "chunks" -> segments = ChunkRef.readAll(in);
        default -> in.skip();
      }
    }
    in.end();
    boolean complete = meta != null && segments != null && dimensions >= 1 && items >= 0;
    if (!complete || dimensions > Integer.MAX_VALUE || items > Integer.MAX_VALUE) {
      throw VersionedText.corrupt("It is incomplete.");
    }
    return new CollectionManifest(
        row.key(), row.stamp(), (int) dimensions, (int) items, meta, savedAt, segments);
  }
}
