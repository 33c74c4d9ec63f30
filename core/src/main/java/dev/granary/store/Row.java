package dev.granary.store;

import dev.granary.json.JsonReader;
import dev.granary.manifest.ChunkRef;
import dev.granary.manifest.FileManifest;
import dev.granary.manifest.Journal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One row of the catalogue, as a store sees it.
 *
 * @param stamp which write of this row it is: the store stamps each batch's rows with the next
 *     value of one counter, so a stamp never comes back, not even after its row was deleted and
 *     written anew
 * @param bytes what the row adds to its table's running total
 * @param names the chunks it keeps alive, each once
 * @param text what it says, opaque to the store
 */
public record Row(
    Table table, String key, long stamp, long bytes, List<String> names, String text) {

  /** The stamp of a row that is still to be written. */
  public static final long UNSTAMPED = 0;

  public Row {
    names = List.copyOf(names);
    if (!names.isEmpty() && !table.namesChunks()) {
      throw new IllegalArgumentException("Rows of " + table.label() + " cannot name chunks.");
    }
  }

  /** A row that says when something was last used. */
  public static Row access(String key, long time) {
    return new Row(Table.ACCESS, key, UNSTAMPED, 0, List.of(), Long.toString(time));
  }

  /** A row that keeps a document, whose text is opaque to everybody but its owner. */
  public static Row document(String key, String json) {
    return new Row(Table.DOCUMENTS, key, UNSTAMPED, json.length(), List.of(), json);
  }

  /** A row that keeps what is known of a repository; opaque to the store. */
  public static Row repository(String key, String text) {
    return new Row(Table.REPOS, key, UNSTAMPED, text.length(), List.of(), text);
  }

  /** When something was last used, as its row in {@link Table#ACCESS} says. */
  public long accessedAt() {
    return new JsonReader(text).wholeNumber();
  }

  static Row of(FileManifest manifest) {
    return new Row(
        Table.FILES,
        manifest.key(),
        UNSTAMPED,
        manifest.size(),
        distinct(manifest.chunks()),
        manifest.encode());
  }

  static Row of(Journal journal) {
    return new Row(
        Table.JOURNALS,
        journal.key(),
        UNSTAMPED,
        journal.watermark(),
        distinct(journal.chunks()),
        journal.encode());
  }

  Row withStamp(long newStamp) {
    return new Row(table, key, newStamp, bytes, names, text);
  }

  private static List<String> distinct(List<ChunkRef> chunks) {
    Set<String> ids = new HashSet<>();
    for (ChunkRef chunk : chunks) {
      ids.add(chunk.id());
    }
    return List.copyOf(ids);
  }
}
