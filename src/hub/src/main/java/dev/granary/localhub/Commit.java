package dev.granary.localhub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The files of a repository at one commit. */
final class Commit {
  private final String id;
  private final NavigableMap<String, HubFile> files = new TreeMap<>();
  private final Function<String, Optional<HubFile>> unlisted;

  Commit(String name, List<HubFile> files) {
    this(name, files, path -> Optional.empty());
  }

  /**
   * @param unlisted finds files that clients can download although no listing names them
   */
  Commit(String name, List<HubFile> files, Function<String, Optional<HubFile>> unlisted) {
    this.id = Content.of(name).digest("SHA-1", "commit of ");
    files.forEach(file -> this.files.put(file.path(), file));
    this.unlisted = unlisted;
  }

  String id() {
    return id;
  }

  List<HubFile> files() {
    return List.copyOf(files.values());
  }

  Optional<HubFile> find(String path) {
    HubFile listed = files.get(path);
    return listed == null ? unlisted.apply(path) : Optional.of(listed);
  }

  /**
   * Returns the entries of a folder, sorted by path; {@code ""} is the root. Returns an empty list
   * if the folder does not exist.
   */
  List<Map<String, Object>> tree(String folder, boolean recursive) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    // Computes the digests of large files in parallel.
    files.values().parallelStream()
        .filter(file -> file.path().startsWith(prefix))
        .forEach(HubFile::digest);
    Map<String, Map<String, Object>> entries = new TreeMap<>();
    for (HubFile file : files.tailMap(prefix, true).values()) {
      if (!file.path().startsWith(prefix)) {
        break;
      }
      for (int slash = file.path().indexOf('/', prefix.length());
          slash >= 0;
          slash = recursive ? file.path().indexOf('/', slash + 1) : -1) {
        String path = file.path().substring(0, slash);
        entries.computeIfAbsent(path, this::folderEntry);
      }
      if (recursive || file.path().indexOf('/', prefix.length()) < 0) {
        entries.put(file.path(), file.entry());
      }
    }
    return new ArrayList<>(entries.values());
  }

  /** Returns the entry of the file or folder with this path. */
  Optional<Map<String, Object>> entry(String path) {
    Optional<HubFile> file = find(path);
    if (file.isPresent()) {
      return file.map(HubFile::entry);
    }
    String inside = files.ceilingKey(path + "/");
    return inside != null && inside.startsWith(path + "/")
        ? Optional.of(folderEntry(path))
        : Optional.empty();
  }

  private Map<String, Object> folderEntry(String path) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("type", "directory");
    entry.put("oid", Content.of(id + path).digest("SHA-1", "tree "));
    entry.put("size", 0);
    entry.put("path", path);
    return entry;
  }
}
