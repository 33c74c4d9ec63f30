package dev.granary.hub.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists what a repository holds at one commit. A manifest never changes. It does not tell which
 * files are stored.
 *
 * @param repo the repository's name, such as {@code gpt2} or {@code owner/name}
 * @param commit 40 hexadecimal digits
 * @param task what the model is for, in the hub's words, or null
 * @param library the library that the model is made for, in the hub's words, or null
 */
public record RepoManifest(
    String repo, String commit, String task, String library, List<RepoFile> files) {

  public RepoManifest {
    files = List.copyOf(files);
  }

  /** Gives the key of the manifest's row. */
  public String key() {
    return repo + "@" + commit;
  }

  /** Gives the key under which a file of the commit is stored. */
  public String fileKey(String path) {
    return key() + "/" + path;
  }

  /** Makes a map of the files by their paths. */
  public Map<String, RepoFile> byPath() {
    Map<String, RepoFile> byPath = new HashMap<>();
    for (RepoFile file : files) {
      byPath.put(file.path(), file);
    }
    return byPath;
  }
}
