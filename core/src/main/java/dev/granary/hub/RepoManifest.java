package dev.granary.hub;

import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a repository holds at one commit. It never changes; what of it is stored is not told here,
 * but seen from what is stored.
 *
 * @param repo its name, such as {@code gpt2} or {@code owner/name}
 * @param commit 40 hexadecimal digits
 * @param task what its model is for, as the hub says, or null
 * @param library what its model is made for, as the hub says, or null
 */
public record RepoManifest(
    String repo, String commit, String task, String library, List<RepoFile> files) {

  public RepoManifest {
    files = List.copyOf(files);
  }

  /** The key of its row. */
  public String key() {
    return repo + "@" + commit;
  }

  /** The key under which a file of it is stored. */
  public String fileKey(String path) {
    return key() + "/" + path;
  }

  /** Its files by their paths; there may be many. */
  public Map<String, RepoFile> byPath() {
    Map<String, RepoFile> byPath = new HashMap<>();
    for (RepoFile file : files) {
      byPath.put(file.path(), file);
    }
    return byPath;
  }

  /** Makes the row that keeps this record. */
  public Row row() {
    String text = encode();
    return new Row(Table.REPOS, key(), Row.UNSTAMPED, text.length(), List.of(), text);
  }

  /** Its text in the catalogue; the key stands beside the text, not in it. */
  public String encode() {
    return RepoCodec.encode(this);
  }

  /** Reads what {@link #encode} wrote, in this or any earlier version of Granary. */
  public static RepoManifest decode(String key, String text) {
    return RepoCodec.decodeManifest(key, text);
  }
}
