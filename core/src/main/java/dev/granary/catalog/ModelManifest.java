package dev.granary.catalog;

import dev.granary.GranaryException;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.List;

/**
 * Describes one version of a stored model, without its tensors. The row of the same key in the
 * table of tensors has these; one transaction always writes both rows.
 *
 * @param stamp the stamp of the last write of this manifest; zero until it is stored
 * @param name the model's name for people
 * @param framework the program that made the model; empty when unknown
 * @param metadata the caller's own JSON, kept unchanged, or null
 * @param createdAt milliseconds since 1970; of two versions of a model, the newer one has the later
 *     time
 * @param tensorCount how many tensors the model has, those included that were evicted
 * @param totalSize the bytes of these tensors, all together
 */
public record ModelManifest(
    String id,
    String version,
    long stamp,
    String name,
    String framework,
    String metadata,
    long createdAt,
    boolean pinned,
    int tensorCount,
    long totalSize) {

  /** Separates a model's id from its version in a key. */
  private static final char SEPARATOR = '@';

  /**
   * Makes the key of a model's rows: id, {@code @} and version. The version's own {@code @} is
   * escaped, so that no two models have one key.
   */
  public static String key(String id, String version) {
    return prefix(id) + version.replace("%", "%25").replace("@", "%40");
  }

  /** Makes the prefix of the keys of all versions. Models whose ids have more parts have it too. */
  public static String prefix(String id) {
    return id + SEPARATOR;
  }

  public String key() {
    return key(id, version);
  }

  /** Returns the same model, pinned or unpinned. */
  public ModelManifest withPinned(boolean nowPinned) {
    return new ModelManifest(
        id,
        version,
        stamp,
        name,
        framework,
        metadata,
        createdAt,
        nowPinned,
        tensorCount,
        totalSize);
  }

  /** Returns the same model with other tensors. */
  public ModelManifest withTensors(int count, long size) {
    return new ModelManifest(
        id, version, stamp, name, framework, metadata, createdAt, pinned, count, size);
  }

  /** Returns the same manifest with the stamp that the store gave it. */
  public ModelManifest withStamp(long newStamp) {
    return new ModelManifest(
        id,
        version,
        newStamp,
        name,
        framework,
        metadata,
        createdAt,
        pinned,
        tensorCount,
        totalSize);
  }

  /**
   * Makes the row that keeps this manifest. The row adds its tensors to the running total, so that
   * the total of the table is the number of all tensors.
   */
  public Row row() {
    return new Row(Table.MODELS, key(), Row.UNSTAMPED, tensorCount, List.of(), encode());
  }

  /** Returns the text of this manifest. The row keeps key and stamp. */
  public String encode() {
    JsonWriter out = VersionedText.begin();
    out.name("name").value(name);
    out.name("framework").value(framework);
    out.name("createdAt").value(createdAt);
    out.name("pinned").value(pinned);
    out.name("tensors").value(tensorCount);
    out.name("size").value(totalSize);
    if (metadata != null) {
      out.name("metadata").raw(metadata);
    }
    return out.endObject().text();
  }

  /** Reads the text that {@link #encode} wrote, in this or any earlier version of Granary. */
  public static ModelManifest decode(String key, long stamp, String text) {
    try {
      return read(key, stamp, text);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("manifest", key, failure);
    }
  }

  private static ModelManifest read(String key, long stamp, String text) {
    JsonReader in = VersionedText.begin(text);
    String name = null;
    String framework = "";
    String metadata = null;
    long createdAt = 0;
    boolean pinned = false;
    double tensors = -1;
    long size = -1;
    for (String member = in.nextName(); member != null; member = in.nextName()) {
      switch (member) {
        case "name" -> name = in.string();
        case "framework" -> framework = in.string();
        case "metadata" -> metadata = in.raw();
        case "createdAt" -> createdAt = in.wholeNumber();
        case "pinned" -> pinned = in.bool();
        case "tensors" -> tensors = in.whole();
        case "size" -> size = in.wholeNumber();
        default -> in.skip();
      }
    }
    in.end();
    int end = key.lastIndexOf(SEPARATOR);
    if (end < 0 || name == null || tensors < 0 || tensors > Integer.MAX_VALUE || size < 0) {
      throw VersionedText.corrupt("It is incomplete.");
    }
    String version = key.substring(end + 1).replace("%40", "@").replace("%25", "%");
    return new ModelManifest(
        key.substring(0, end),
        version,
        stamp,
        name,
        framework,
        metadata,
        createdAt,
        pinned,
        (int) tensors,
        size);
  }
}
