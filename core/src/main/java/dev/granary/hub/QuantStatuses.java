package dev.granary.hub;

import dev.granary.catalog.Journal;
import dev.granary.hub.QuantState.Status;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.hub.quant.Quant;
import dev.granary.hub.quant.Quants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the status of quants. A status is never stored. It follows from the stored files and
 * journals, and from the downloads that this session runs or has failed at.
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

  /** Notes the end of a download, with the message of its failure, or null. */
  void end(RepoManifest manifest, String quant, String error) {
    running.remove(name(manifest, quant));
    if (error != null) {
      failures.put(name(manifest, quant), error);
    }
  }

  RepoState of(RepoSnapshot snapshot, RepoManifest manifest, String revision) {
    Set<String> stored = snapshot.paths(manifest, manifest.files());
    List<Quant> quants = Quants.of(manifest.files());
    Set<String> shared = shared(quants);
    List<QuantState> states = new ArrayList<>();
    for (Quant quant : quants) {
      states.add(of(snapshot, manifest, quant, shared));
    }
    return new RepoState(manifest, revision, stored, states);
  }

  private QuantState of(
      RepoSnapshot snapshot, RepoManifest manifest, Quant quant, Set<String> shared) {
    String name = name(manifest, quant.name());
    boolean active = running.contains(name);
    boolean begun = false;
    for (RepoFile file : quant.files()) {
      // A file that other quants share tells nothing about this quant.
      if (!shared.contains(file.path())) {
        Journal journal = snapshot.journal(manifest, file);
        active |= snapshot.active(journal);
        begun |= journal != null || snapshot.stored(manifest, file) != null;
      }
    }
    String error = active ? null : failures.get(name);
    Status status =
        snapshot.stored(manifest, quant.files())
            ? Status.DOWNLOADED
            : active
                ? Status.DOWNLOADING
                : error != null ? Status.FAILED : begun ? Status.PAUSED : Status.AVAILABLE;
    long loaded = snapshot.loaded(manifest, quant.files());
    return new QuantState(quant, loaded, status, status == Status.FAILED ? error : null);
  }

  /** Gives the paths of the files that several quants share. */
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
