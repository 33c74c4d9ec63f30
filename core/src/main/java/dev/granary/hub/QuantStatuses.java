package dev.granary.hub;

import dev.granary.catalog.Journal;
import dev.granary.hub.QuantState.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far quants are. That is never stored: it is seen from the files and journals that are there,
 * and from what this session itself is doing, or did not manage to do.
 */
final class QuantStatuses {
  /** The downloads that this session runs, by {@link #name}. */
  private final List<String> running = new ArrayList<>();

  private final Map<String, String> failures = new HashMap<>();

  private static String name(RepoManifest manifest, String quant) {
    return manifest.key() + "#" + quant;
  }

  void begin(RepoManifest manifest, String quant) {
    failures.remove(name(manifest, quant));
    running.add(name(manifest, quant));
  }

  /** A download has ended; with an error, or null. */
  void end(RepoManifest manifest, String quant, String error) {
    running.remove(name(manifest, quant));
    if (error != null) {
      failures.put(name(manifest, quant), error);
    }
  }

  RepoState of(RepoSnapshot shelf, RepoManifest manifest, String revision) {
    Set<String> stored = shelf.paths(manifest, manifest.files());
    List<Quant> quants = Quants.of(manifest.files());
    Set<String> shared = shared(quants);
    List<QuantState> states = new ArrayList<>();
    for (Quant quant : quants) {
      states.add(of(shelf, manifest, quant, shared));
    }
    return new RepoState(manifest, revision, stored, states);
  }

  private QuantState of(
      RepoSnapshot shelf, RepoManifest manifest, Quant quant, Set<String> shared) {
    String name = name(manifest, quant.name());
    boolean active = running.contains(name);
    boolean begun = false;
    for (RepoFile file : quant.files()) {
      // What others need, too, tells nothing of this one.
      if (!shared.contains(file.path())) {
        Journal journal = shelf.journal(manifest, file);
        active |= shelf.active(journal);
        begun |= journal != null || shelf.stored(manifest, file) != null;
      }
    }
    String error = active ? null : failures.get(name);
    Status status =
        shelf.stored(manifest, quant.files())
            ? Status.DOWNLOADED
            : active
                ? Status.DOWNLOADING
                : error != null ? Status.FAILED : begun ? Status.PAUSED : Status.AVAILABLE;
    long loaded = shelf.loaded(manifest, quant.files());
    return new QuantState(quant, loaded, status, status == Status.FAILED ? error : null);
  }

  /** The paths that more than one quant has. */
  private static Set<String> shared(List<Quant> quants) {
    Set<String> seen = new HashSet<>();
    Set<String> shared = new HashSet<>();
    for (Quant quant : quants) {
      for (String path : quant.paths()) {
        if (!seen.add(path)) {
          shared.add(path);
        }
      }
    }
    return shared;
  }
}
