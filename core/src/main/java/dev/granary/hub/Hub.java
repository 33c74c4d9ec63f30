package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.download.Download;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.hub.QuantState.Status;
import dev.granary.session.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The repositories of a hub, as one session uses them.
 *
 * <p>A repository is stored by its commits: nothing of one commit is ever mixed with another's.
 * Where a branch is, is asked when it is scanned, and remembered. A download takes the commit at
 * which the branch was seen last and asks no more, so what is whole needs no network; an update is
 * a check and a download. Until that has succeeded the commit before stays the one in use.
 */
public final class Hub {
  private final Session session;
  private final Files files;
  private final Endpoint endpoint;
  private final RepoStore repos;
  private final QuantStatuses states = new QuantStatuses();

  public Hub(Session session, Files files, Endpoint endpoint) {
    this.session = session;
    this.files = files;
    this.endpoint = endpoint;
    this.repos = new RepoStore(session, endpoint);
  }

  /** Asks the hub what a repository holds, and remembers that. */
  public RepoState scan(HubPlatform caller, String repo, String revision) {
    Selection wanted = Selection.of(repo, revision);
    RepoManifest manifest = look(caller, wanted);
    return states.of(RepoSnapshot.of(session, repo), manifest, wanted.revision());
  }

  private RepoManifest look(HubPlatform caller, Selection wanted) {
    RepoManifest manifest =
        Listing.of(endpoint, caller, session.clock(), wanted.repo(), wanted.revision());
    repos.seen(manifest, wanted.revision());
    caller.seen(wanted.repo());
    return manifest;
  }

  /** What is known of a repository at the commit that is in use; null when that is nothing. */
  public RepoState get(String repo, String revision) {
    Selection wanted = Selection.of(repo, revision);
    RepoSnapshot shelf = RepoSnapshot.of(session, repo);
    RepoManifest manifest = shelf.inUse(wanted.revision());
    return manifest == null ? null : states.of(shelf, manifest, wanted.revision());
  }

  /** All that is known, each commit once, by a branch that is there, else by its own name. */
  public List<RepoState> list() {
    List<RepoState> all = new ArrayList<>();
    for (String repo : repos.names()) {
      RepoSnapshot shelf = RepoSnapshot.of(session, repo);
      for (RepoManifest manifest : shelf.manifests()) {
        all.add(states.of(shelf, manifest, shelf.nameOf(manifest)));
      }
    }
    return all;
  }

  /**
   * What is stored of a file at the commit in use, or else at the latest, or else at one that the
   * branch has left behind; null when nothing is.
   */
  public OpenFile file(String repo, String path, String revision) {
    Selection wanted = Selection.of(repo, revision);
    RepoSnapshot shelf = RepoSnapshot.of(session, repo);
    for (RepoManifest manifest : shelf.behind(wanted.revision())) {
      OpenFile found = files.open(manifest.fileKey(path));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** What a download would take. */
  public Plan plan(HubPlatform caller, Selection wanted) {
    RepoManifest manifest = known(caller, wanted);
    RepoSnapshot shelf = RepoSnapshot.of(session, wanted.repo());
    List<RepoFile> chosen = wanted.of(manifest);
    Set<String> stored = shelf.paths(manifest, chosen);
    SpaceNeed need = SpaceNeed.of(shelf, manifest, chosen);
    return new Plan(chosen, stored, need.bytes(), need.missing(), need.fits(session));
  }

  /** What the repository holds at the latest commit that is known; asks when none is. */
  private RepoManifest known(HubPlatform caller, Selection wanted) {
    RepoManifest known = RepoSnapshot.of(session, wanted.repo()).latest(wanted.revision());
    return known != null ? known : look(caller, wanted);
  }

  /**
   * Has all files stored that are wanted, at most so many fetched at a time. What has been stored
   * when it fails stays; the error says which file it is about.
   *
   * @param pinned whether they are safe from eviction; null leaves that as it is
   */
  public RepoState download(
      HubPlatform caller,
      Selection wanted,
      int concurrency,
      Boolean pinned,
      Progress.Listener listener) {
    RepoManifest manifest = known(caller, wanted);
    List<RepoFile> chosen = wanted.of(manifest);
    RepoSnapshot shelf = RepoSnapshot.of(session, wanted.repo());
    if (repos.carryOn(shelf, manifest, chosen)) {
      shelf = RepoSnapshot.of(session, wanted.repo());
    }
    // Nobody waits for tries in vain who can have the commit before.
    boolean once = caller.offline() && before(shelf, manifest, wanted) != null;
    int retries = once ? 0 : Download.RETRIES;
    states.begin(manifest, wanted.quant());
    GranaryException failure = null;
    try {
      fetch(caller, manifest, shelf, chosen, concurrency, pinned, retries, listener);
    } catch (GranaryException thrown) {
      // Not thrown from in here: compiled by TeaVM, what is set now would not be seen behind.
      failure = thrown;
    } finally {
      states.end(manifest, wanted.quant(), failed(failure) ? failure.getMessage() : null);
    }
    if (!repos.knows(manifest)) {
      forget(caller, manifest, chosen);
      throw RepoStore.deleted(manifest);
    }
    if (failure != null) {
      RepoManifest before = failure.code() == Code.NETWORK ? before(shelf, manifest, wanted) : null;
      if (before == null) {
        throw failure;
      }
      return states.of(shelf, before, wanted.revision());
    }
    repos.use(files, caller, shelf, manifest, wanted);
    return states.of(RepoSnapshot.of(session, wanted.repo()), manifest, wanted.revision());
  }

  /** Whether something went wrong, which nobody wanted. */
  private static boolean failed(GranaryException failure) {
    return failure != null
        && !failure.details().containsKey("paused")
        && !failure.details().containsKey("discarded");
  }

  /** Deletes what has come of a repository since it was deleted. */
  private void forget(HubPlatform caller, RepoManifest manifest, List<RepoFile> chosen) {
    Set<String> keys = new HashSet<>();
    for (RepoFile file : chosen) {
      keys.add(manifest.fileKey(file.path()));
    }
    List<String> deleted = repos.deleteFiles(RepoSnapshot.of(session, manifest.repo()), keys);
    if (deleted != null) {
      deleted.forEach(key -> caller.changed(key, false));
    }
  }

  /**
   * The commit that is whole here, for an update that cannot be had now must not take that away;
   * null when none is.
   */
  private static RepoManifest before(RepoSnapshot shelf, RepoManifest latest, Selection wanted) {
    for (RepoManifest manifest : shelf.behind(wanted.revision())) {
      if (!manifest.commit().equals(latest.commit()) && isWhole(shelf, manifest, wanted)) {
        return manifest;
      }
    }
    return null;
  }

  private static boolean isWhole(RepoSnapshot shelf, RepoManifest manifest, Selection wanted) {
    try {
      return shelf.stored(manifest, wanted.of(manifest));
    } catch (GranaryException otherThen) {
      // There was no such quant or file yet.
      return false;
    }
  }

  private void fetch(
      HubPlatform caller,
      RepoManifest manifest,
      RepoSnapshot shelf,
      List<RepoFile> chosen,
      int concurrency,
      Boolean pinned,
      int retries,
      Progress.Listener listener) {
    MultiFileProgress meter =
        new MultiFileProgress(session.clock(), chosen.size(), Quant.size(chosen), listener);
    List<RepoFile> missing = new ArrayList<>();
    for (RepoFile file : chosen) {
      FileManifest stored = shelf.stored(manifest, file);
      meter.held(file.path(), shelf.loaded(manifest, file), stored != null);
      if (stored == null) {
        missing.add(file);
        if (file.sha256() == null && shelf.at(manifest, file) != null) {
          // Of whoever put it there it is not known what it is: what comes takes its place.
          files.delete(manifest.fileKey(file.path()));
        }
      } else {
        pin(stored, pinned);
      }
    }
    SpaceNeed.of(shelf, manifest, chosen).expectRoom(session, manifest.key());
    meter.begin();
    new RepoDownload(
            files, endpoint, repos, caller, manifest, shelf.contents(), pinned, retries, meter)
        .run(missing, concurrency);
    if (pinned != null) {
      // Another download of the same file, which this one has shared, may have left it as it was.
      RepoSnapshot after = RepoSnapshot.of(session, manifest.repo());
      for (RepoFile file : missing) {
        pin(after.stored(manifest, file), pinned);
      }
    }
    meter.end();
  }

  private void pin(FileManifest stored, Boolean pinned) {
    if (stored != null && pinned != null && stored.pinned() != pinned) {
      files.pin(stored.key(), pinned);
    }
  }

  /** Asks where the branch in use is now; null when it has not moved, or nothing is known of it. */
  public Update checkForUpdate(HubPlatform caller, String repo) {
    Selection wanted = Selection.of(repo, null);
    RepoSnapshot shelf = RepoSnapshot.of(session, repo);
    RepoBranch branch = shelf.branch(wanted.revision());
    if (branch == null && !shelf.branches().isEmpty()) {
      branch = shelf.branches().get(0);
    }
    RepoManifest current = branch == null ? null : shelf.manifest(branch.current());
    if (current == null) {
      return null;
    }
    RepoManifest latest = look(caller, Selection.of(repo, branch.revision()));
    if (latest.commit().equals(current.commit())) {
      return null;
    }
    List<String> changed = new ArrayList<>();
    Map<String, RepoFile> byPath = current.byPath();
    for (RepoFile file : latest.files()) {
      RepoFile before = byPath.get(file.path());
      if (before == null
          || before.size() != file.size()
          || !Objects.equals(before.digest(), file.digest())) {
        changed.add(file.path());
      }
    }
    return new Update(current.commit(), latest.commit(), changed);
  }

  /**
   * Deletes all that is here of a repository, or a quant of it but for what others that are here
   * share. INVALID with what there is when the repository is known, and no such quant of it.
   *
   * @param quant its name, or null
   * @return the keys of the files that were deleted, or null when there was nothing
   */
  public List<String> delete(String repo, String quant) {
    if (quant == null) {
      return repos.delete(Names.repo(repo));
    }
    RepoSnapshot shelf = RepoSnapshot.of(session, Names.repo(repo));
    Set<String> keys = new HashSet<>();
    List<Quant> known = new ArrayList<>();
    for (RepoManifest manifest : shelf.manifests()) {
      List<QuantState> quants = states.of(shelf, manifest, "").quants();
      quants.forEach(state -> known.add(state.quant()));
      keys.addAll(deletable(manifest, quants, quant));
    }
    if (!shelf.manifests().isEmpty() && Quants.named(known, quant) == null) {
      throw new Selection(repo, null, quant, List.of()).choose(known);
    }
    return repos.deleteFiles(shelf, keys);
  }

  /** The keys of a quant's files that no other quant has that is here, or coming. */
  private static Set<String> deletable(
      RepoManifest manifest, List<QuantState> quants, String name) {
    Set<String> keys = new HashSet<>();
    Set<String> kept = new HashSet<>();
    for (QuantState state : quants) {
      Set<String> into =
          state.quant().name().equals(name)
              ? keys
              : state.status() == Status.AVAILABLE ? new HashSet<>() : kept;
      for (RepoFile file : state.quant().files()) {
        into.add(manifest.fileKey(file.path()));
      }
    }
    keys.removeAll(kept);
    return keys;
  }
}
