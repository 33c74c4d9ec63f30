package dev.granary.localhub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository and its history. {@link #move} moves the branch {@code main} to the next commit, and
 * from the last commit to the first.
 */
final class Repository {
  private final String id;
  private final boolean gated;
  private final Map<String, Object> card;
  private final List<Commit> history;
  private volatile int head;

  Repository(String id, boolean gated, Map<String, Object> card, List<Commit> history) {
    this.id = id;
    this.gated = gated;
    this.card = card;
    this.history = history;
  }

  String id() {
    return id;
  }

  boolean gated() {
    return gated;
  }

  synchronized void move() {
    head = (head + 1) % history.size();
  }

  /** Finds a commit by branch, tag, pull request or commit id. */
  Optional<Commit> revision(String name) {
    return switch (name) {
      case "main", "HEAD" -> Optional.of(history.get(head));
      case "v1.0" -> Optional.of(history.get(0));
      case "refs/pr/1" -> Optional.of(history.get(history.size() - 1));
      default -> history.stream().filter(commit -> commit.id().equals(name)).findFirst();
    };
  }

  /** Returns the Hub's description of a model at a commit. */
  Map<String, Object> info(Commit commit) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("_id", commit.id().substring(0, 24));
    info.put("id", id);
    info.put("modelId", id);
    info.put("sha", commit.id());
    info.put("lastModified", Listing.DATE);
    info.put("createdAt", Listing.DATE);
    info.put("private", false);
    info.put("gated", gated ? "auto" : (Object) false);
    info.put("disabled", false);
    info.put("downloads", 0);
    info.put("likes", 0);
    info.put("tags", List.of());
    info.putAll(card);
    info.put(
        "siblings", commit.files().stream().map(file -> Map.of("rfilename", file.path())).toList());
    return info;
  }
}
