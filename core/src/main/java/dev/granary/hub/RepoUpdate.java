package dev.granary.hub;

import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.file.Files;
import dev.granary.hub.api.Endpoint;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.hub.quant.Quant;
import dev.granary.hub.quant.Quants;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves branches to a commit whose files have been downloaded, and deletes what the commit before
 * no longer needs.
 */
final class RepoUpdate {
  private final RepoStore repos;
  private final Files files;
  private final Endpoint endpoint;
  private final HubCall call;
  private final RepoManifest manifest;
  private final Selection selection;

  /** The repository as it is now. */
  private RepoSnapshot snapshot;

  /** Whether files were taken over from the commit before since the snapshot was read. */
  private boolean adopted;

  /**
   * Creates the update of one download.
   *
   * @param snapshot the repository after the download
   */
  RepoUpdate(
      RepoStore repos,
      Files files,
      Endpoint endpoint,
      HubCall call,
      RepoManifest manifest,
      Selection selection,
      RepoSnapshot snapshot) {
    this.repos = repos;
    this.files = files;
    this.endpoint = endpoint;
    this.call = call;
    this.manifest = manifest;
    this.selection = selection;
    this.snapshot = snapshot;
  }

  /**
   * Moves every branch that was last seen at the commit when its files were chosen. A branch stays
   * where a few files would hide whole quants.
   *
   * <p>Files that are the same at both commits are taken over first. Then those are deleted at the
   * commit before, and so is the selection; pinned files stay, and files of quants that only the
   * commit before has whole.
   *
   * @param chosen the branches when the files were chosen
   * @return the repository afterwards
   */
  RepoSnapshot run(List<RepoBranch> chosen) {
    for (RepoBranch then : chosen) {
      if (then.latest().equals(manifest.commit()) && !then.current().equals(manifest.commit())) {
        move(then);
      }
    }
    return snapshot;
  }

  private void move(RepoBranch then) {
    for (int i = 0; i < RepoStore.TRIES; i++) {
      RepoBranch branch = snapshot.branch(then.revision());
      if (branch == null || !branch.current().equals(then.current())) {
        return;
      }
      RepoManifest before = snapshot.manifest(branch.current());
      if (selection.quant() == null && before != null && !whole(before, List.of()).isEmpty()) {
        return;
      }
      Set<String> same = before == null ? Set.of() : takeOver(before);
      boolean moved = repos.use(snapshot, branch, manifest);
      if (adopted || !moved) {
        // Read again after a refusal, for the branch has moved; and before anything is deleted when
        // files were taken over, for that may have taken long: another tab may have pinned a file.
        snapshot = repos.read(manifest.repo());
        adopted = false;
      }
      if (moved) {
        if (before != null) {
          retire(before, same);
        }
        return;
      }
    }
    throw RepoStore.changing(manifest);
  }

  /** Takes over the files that are the same at both commits; gives the paths of all of them. */
  private Set<String> takeOver(RepoManifest before) {
    Set<String> same = new HashSet<>();
    Set<RepoFile> still = new HashSet<>(manifest.files());
    for (RepoFile old : before.files()) {
      FileManifest stored = snapshot.stored(before, old);
      if (stored == null || old.digest() == null || !still.contains(old)) {
        continue;
      }
      String key = manifest.fileKey(old.path());
      if (snapshot.stored(manifest, old) != null) {
        same.add(old.path());
      } else if (files.adopt(
          stored, key, FileSpec.ANY, new Origin(endpoint.resolve(manifest, old), null))) {
        same.add(old.path());
        adopted = true;
        call.changed(key, true);
      }
    }
    return same;
  }

  /** Gives the paths of the files of all whole quants of a commit, except some quants. */
  private Set<String> whole(RepoManifest of, List<String> except) {
    Set<String> paths = new HashSet<>();
    for (Quant quant : Quants.of(of.files())) {
      if (!except.contains(quant.name()) && snapshot.stored(of, quant.files())) {
        paths.addAll(quant.paths());
      }
    }
    return paths;
  }

  /** Deletes the files that the commit before no longer needs. */
  private void retire(RepoManifest before, Set<String> same) {
    for (RepoBranch branch : snapshot.branches()) {
      if (branch.current().equals(before.commit())) {
        return;
      }
    }
    Set<String> paths = new HashSet<>(same);
    paths.addAll(selection.files());
    Quant quant = Quants.named(Quants.of(before.files()), selection.quant());
    if (quant != null) {
      paths.addAll(quant.paths());
    }
    List<String> here = new ArrayList<>();
    for (Quant each : Quants.of(manifest.files())) {
      if (snapshot.stored(manifest, each.files())) {
        here.add(each.name());
      }
    }
    paths.removeAll(whole(before, here));
    Set<String> keys = new HashSet<>();
    for (String path : paths) {
      if (!snapshot.isPinned(before.fileKey(path))) {
        keys.add(before.fileKey(path));
      }
    }
    List<String> deleted = repos.deleteFiles(snapshot, keys);
    if (deleted != null) {
      deleted.forEach(key -> call.changed(key, false));
    }
    if (!snapshot.holds(before)) {
      repos.delete(snapshot, before);
    }
  }
}
