package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.Scheduler;
import dev.granary.Task;
import dev.granary.download.SharedDownloads;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.http.Retries;
import dev.granary.hub.QuantState.Status;
import dev.granary.hub.api.Endpoint;
import dev.granary.hub.api.HubClient;
import dev.granary.hub.api.Listing;
import dev.granary.hub.api.Names;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.hub.quant.Quant;
import dev.granary.hub.quant.Quants;
import dev.granary.session.Events;
import dev.granary.session.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Lists, downloads, updates and deletes the repositories of one hub, for one session.
 *
 * <p>A repository is stored by its commits, and files of two commits are never mixed. A scan asks
 * the hub where a branch is, and stores the answer. A download takes the commit at which the branch
 * was last seen, so a download of stored files needs no network. An update is a check and a
 * download; the commit before stays in use until that download has succeeded.
 *
 * <p>Each call reads the repository once and works on that snapshot. A call reads again only after
 * it has waited for the network.
 */
public final class Hub {
  private final Session session;
  private final Files files;
  private final HubAccess access;
  private final SharedDownloads downloads;
  private final Events events;
  private final Scheduler scheduler;
  private final Endpoint endpoint;
  private final RepoStore repos;
  private final QuantStatuses statuses = new QuantStatuses();

  /**
   * Creates the hub of a session.
   *
   * @param access how the hub is asked
   * @param downloads what fetches its files
   * @param events what hears of files and listings that are stored
   */
  public Hub(
      Session session,
      Files files,
      HubAccess access,
      SharedDownloads downloads,
      Events events,
      Scheduler scheduler) {
    this.session = session;
    this.files = files;
    this.access = access;
    this.downloads = downloads;
    this.events = events;
    this.scheduler = scheduler;
    endpoint = access.endpoint();
    repos = new RepoStore(session, endpoint);
  }

  private HubCall call(Task task) {
    return new HubCall(task, access.platform(), downloads, events, scheduler);
  }

  /** Asks the hub what a repository holds, and stores the answer. */
  public RepoState scan(Task task, String repo, String revision) {
    HubCall call = call(task);
    Selection selection = Selection.of(repo, revision);
    RepoSnapshot snapshot = look(call, selection);
    return state(snapshot, snapshot.latest(selection.revision()), selection);
  }

  /** Asks the hub; gives the repository with the answer as the latest commit of the revision. */
  private RepoSnapshot look(HubCall call, Selection selection) {
    HubClient client =
        new HubClient(endpoint, call.http(), call::token, call.delay(), session.clock());
    RepoManifest manifest = Listing.of(client, selection.repo(), selection.revision());
    RepoSnapshot snapshot = repos.seen(manifest, selection.revision());
    call.seen(selection.repo());
    return snapshot;
  }

  private RepoState state(RepoSnapshot snapshot, RepoManifest manifest, Selection selection) {
    return statuses.of(snapshot, manifest, selection.revision());
  }

  /** Gives what is known of a repository at the commit in use; null when nothing is known. */
  public RepoState get(String repo, String revision) {
    Selection selection = Selection.of(repo, revision);
    RepoSnapshot snapshot = repos.read(repo);
    RepoManifest manifest = snapshot.inUse(selection.revision());
    return manifest == null ? null : state(snapshot, manifest, selection);
  }

  /**
   * Gives all known repositories, each commit once, named by a branch that uses it if there is one.
   */
  public List<RepoState> list() {
    List<RepoState> all = new ArrayList<>();
    for (RepoSnapshot snapshot : RepoSnapshot.all(session)) {
      for (RepoManifest manifest : snapshot.manifests()) {
        all.add(statuses.of(snapshot, manifest, snapshot.nameOf(manifest)));
      }
    }
    return all;
  }

  /**
   * Opens a stored file: at the commit in use, else at the latest one, else at a commit that the
   * branch has left behind. Gives null when no commit has the file stored.
   */
  public OpenFile file(String repo, String path, String revision) {
    Selection selection = Selection.of(repo, revision);
    RepoSnapshot snapshot = repos.read(repo);
    for (RepoManifest manifest : snapshot.behind(selection.revision())) {
      String key = manifest.fileKey(path);
      OpenFile found = snapshot.holdsFile(key) ? files.open(key) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Tells what a download would take. */
  public Plan plan(Task task, Selection selection) {
    HubCall call = call(task);
    RepoSnapshot snapshot = known(call, selection);
    RepoManifest manifest = snapshot.latest(selection.revision());
    List<RepoFile> chosen = selection.of(manifest);
    Set<String> stored = snapshot.paths(manifest, chosen);
    SpaceNeed need = SpaceNeed.of(snapshot, manifest, chosen);
    return new Plan(chosen, stored, need.bytes(), need.missing(), need.fits(session));
  }

  /** Gives a repository whose latest commit is known; asks the hub when it is not. */
  private RepoSnapshot known(HubCall call, Selection selection) {
    RepoSnapshot snapshot = repos.read(selection.repo());
    boolean known = snapshot.latest(selection.revision()) != null;
    return known ? snapshot : look(call, selection);
  }

  /**
   * Downloads the selected files that are not stored, at most so many side by side. Files that are
   * stored when the download fails stay stored; the error names the file that failed.
   *
   * @param pinned whether the files are kept from eviction; null leaves that as it is
   */
  public RepoState download(
      Task task, Selection selection, int concurrency, Boolean pinned, Progress.Listener listener) {
    HubCall call = call(task);
    RepoSnapshot snapshot = known(call, selection);
    RepoManifest manifest = snapshot.latest(selection.revision());
    List<RepoFile> chosen = selection.of(manifest);
    repos.carryOn(snapshot, manifest, chosen);
    // Offline, a caller who can have the commit before does not wait for tries in vain.
    boolean once = call.isOffline() && before(snapshot, manifest, selection) != null;
    RepoDownload download =
        new RepoDownload(
            session,
            files,
            endpoint,
            repos,
            call,
            snapshot,
            manifest,
            pinned,
            once ? 0 : Retries.DEFAULT);
    statuses.begin(manifest, selection.quant());
    RepoSnapshot after = snapshot;
    GranaryException failure = null;
    try {
      after = download.run(chosen, concurrency, listener);
    } catch (GranaryException thrown) {
      // Not thrown from in here: compiled by TeaVM, what is set now would not be seen behind.
      failure = thrown;
    } finally {
      boolean failed = failure != null && !isStopped(failure);
      statuses.end(manifest, selection.quant(), failed ? failure.getMessage() : null);
    }
    if (failure != null) {
      // Read again: files may have come before the failure, or the repository was deleted.
      after = repos.read(manifest.repo());
    }
    if (!after.knows(manifest)) {
      forget(call, after, manifest, chosen);
      throw RepoStore.deleted(manifest);
    }
    if (failure != null) {
      RepoManifest before =
          failure.code() == Code.NETWORK ? before(after, manifest, selection) : null;
      if (before == null) {
        throw failure;
      }
      return state(after, before, selection);
    }
    RepoUpdate update = new RepoUpdate(repos, files, endpoint, call, manifest, selection, after);
    return state(update.run(snapshot.branches()), manifest, selection);
  }

  /** Tells whether a download was stopped by a user, which is not a failure. */
  private static boolean isStopped(GranaryException failure) {
    return failure.reason() == Reason.PAUSED || failure.reason() == Reason.DISCARDED;
  }

  /** Deletes the files that a download has brought since the repository was deleted. */
  private void forget(
      HubCall call, RepoSnapshot snapshot, RepoManifest manifest, List<RepoFile> chosen) {
    Set<String> keys = new HashSet<>();
    for (RepoFile file : chosen) {
      keys.add(manifest.fileKey(file.path()));
    }
    List<String> deleted = repos.deleteFiles(snapshot, keys);
    if (deleted != null) {
      deleted.forEach(key -> call.changed(key, false));
    }
  }

  /**
   * Gives an earlier commit that has the whole selection stored, or null. While an update cannot be
   * downloaded, the caller gets that commit.
   */
  private static RepoManifest before(
      RepoSnapshot snapshot, RepoManifest latest, Selection selection) {
    for (RepoManifest manifest : snapshot.behind(selection.revision())) {
      if (!manifest.commit().equals(latest.commit()) && isWhole(snapshot, manifest, selection)) {
        return manifest;
      }
    }
    return null;
  }

  private static boolean isWhole(
      RepoSnapshot snapshot, RepoManifest manifest, Selection selection) {
    try {
      return snapshot.stored(manifest, selection.of(manifest));
    } catch (GranaryException otherThen) {
      // That commit has no such quant or file.
      return false;
    }
  }

  /**
   * Asks the hub where the branch in use is now; gives null when the branch has not moved, or when
   * nothing is known of the repository.
   */
  public Update checkForUpdate(Task task, String repo) {
    HubCall call = call(task);
    Selection selection = Selection.of(repo, null);
    RepoSnapshot snapshot = repos.read(repo);
    RepoBranch branch = snapshot.branch(selection.revision());
    if (branch == null && !snapshot.branches().isEmpty()) {
      branch = snapshot.branches().get(0);
    }
    RepoManifest current = branch == null ? null : snapshot.manifest(branch.current());
    if (current == null) {
      return null;
    }
    String revision = branch.revision();
    RepoManifest latest = look(call, Selection.of(repo, revision)).latest(revision);
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
   * Deletes all that is stored of a repository, or one of its quants; files that other stored
   * quants share stay. INVALID, with the names of the quants, when a known repository has no such
   * quant.
   *
   * @param quant the quant's name, or null
   * @return the keys of the deleted files, or null when there was nothing to delete
   */
  public List<String> delete(String repo, String quant) {
    if (quant == null) {
      return repos.delete(Names.repo(repo));
    }
    RepoSnapshot snapshot = repos.read(Names.repo(repo));
    Set<String> keys = new HashSet<>();
    List<Quant> known = new ArrayList<>();
    for (RepoManifest manifest : snapshot.manifests()) {
      List<QuantState> quants = statuses.of(snapshot, manifest, "").quants();
      quants.forEach(state -> known.add(state.quant()));
      keys.addAll(deletable(manifest, quants, quant));
    }
    if (!snapshot.manifests().isEmpty() && Quants.named(known, quant) == null) {
      throw new Selection(repo, null, quant, List.of()).choose(known);
    }
    return repos.deleteFiles(snapshot, keys);
  }

  /** Gives the keys of a quant's files that no other quant shares that is stored or coming. */
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
