package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.file.Files;
import dev.granary.session.Session;
import dev.granary.space.AccessLog;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps what was seen of repositories, and lets go of it. */
final class RepoStore {
  /** A commit is refused only when somebody else changed the same branch in between. */
  private static final int TRIES = 100;

  private final Session session;
  private final Endpoint endpoint;

  RepoStore(Session session, Endpoint endpoint) {
    this.session = session;
    this.endpoint = endpoint;
  }

  /** The names of all repositories that are known. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    for (Row row : session.store().read(Keys.none().rows(Table.REPOS, "")).rows(Table.REPOS, "")) {
      int at = row.key().indexOf('@');
      names.add(row.key().substring(0, Math.max(0, at)));
    }
    return names;
  }

  /**
   * Keeps what a repository holds at a commit, and that a revision was seen there. It is in use
   * from now on when nothing of the commit before is here.
   */
  void seen(RepoManifest manifest, String revision) {
    for (int i = 0; i < TRIES; i++) {
      Batch.Builder batch = Batch.of(Step.REPO_PUT, session.clock().now()).put(manifest.row());
      if (!Names.isCommit(revision)) {
        RepoSnapshot shelf = RepoSnapshot.of(session, manifest.repo());
        RepoBranch before = shelf.branch(revision);
        RepoManifest inUse = shelf.inUse(revision);
        String latest = manifest.commit();
        String current = inUse == null || !shelf.holds(inUse) ? latest : inUse.commit();
        String repo = manifest.repo();
        put(batch, before, new RepoBranch(repo, revision, Row.UNSTAMPED, current, latest));
      }
      if (session.commits().commit(batch.build(), manifest.key(), 0).committed()) {
        return;
      }
    }
    throw changing(manifest);
  }

  /**
   * Puts a branch where it is now, as long as it is where it was; nothing when that is the same.
   */
  private static void put(Batch.Builder batch, RepoBranch before, RepoBranch now) {
    if (before == null) {
      batch.requireAbsent(Table.REPOS, now.key());
    } else {
      batch.requireStamp(Table.REPOS, before.key(), before.stamp());
    }
    if (before == null || !before.equals(now.withStamp(before.stamp()))) {
      batch.put(now.row());
    }
  }

  private static GranaryException changing(RepoManifest manifest) {
    return new GranaryException(
            Code.CONFLICT, "What is known of " + manifest.repo() + " changes all the time.")
        .with("key", manifest.key());
  }

  /**
   * Whether what a repository holds at a commit is known still, or has been deleted. Asked behind
   * each file that comes: it would outlive the deletion, and nobody would ever see it.
   */
  boolean knows(RepoManifest manifest) {
    Keys wanted = Keys.none().row(Table.REPOS, manifest.key());
    return session.store().read(wanted).row(Table.REPOS, manifest.key()) != null;
  }

  /** What to tell whoever was downloading it. */
  static GranaryException deleted(RepoManifest manifest) {
    return new GranaryException(
            Code.CONFLICT, "The repository " + manifest.repo() + " was deleted meanwhile.")
        .with("discarded", true)
        .with("repo", manifest.repo())
        .with("commit", manifest.commit());
  }

  /**
   * A commit's files are here: every branch that was last seen at it when they were chosen uses it
   * from now on, unless that would hide quants behind a few files. What has not changed since the
   * commits before is taken over from there. Then it goes there, and so does what was wanted, but
   * for what is pinned, or needed by a quant that is whole there alone.
   */
  void use(
      Files files,
      HubPlatform caller,
      RepoSnapshot shelf,
      RepoManifest manifest,
      Selection wanted) {
    for (RepoBranch then : shelf.branches()) {
      if (then.latest().equals(manifest.commit()) && !then.current().equals(manifest.commit())) {
        move(files, caller, then, manifest, wanted);
      }
    }
  }

  private void move(
      Files files, HubPlatform caller, RepoBranch then, RepoManifest manifest, Selection wanted) {
    for (int i = 0; i < TRIES; i++) {
      RepoSnapshot shelf = RepoSnapshot.of(session, manifest.repo());
      RepoBranch branch = shelf.branch(then.revision());
      if (branch == null || !branch.current().equals(then.current())) {
        return;
      }
      RepoManifest before = shelf.manifest(branch.current());
      if (wanted.quant() == null && before != null && !whole(shelf, before, List.of()).isEmpty()) {
        return;
      }
      Set<String> paths = before == null ? Set.of() : carry(files, caller, before, manifest);
      Batch.Builder batch = Batch.of(Step.REPO_PUT, session.clock().now());
      put(batch, branch, branch.at(manifest.commit(), branch.latest()));
      if (session.commits().commit(batch.build(), branch.key(), 0).committed()) {
        if (before != null) {
          retire(caller, before, manifest, wanted, paths);
        }
        return;
      }
    }
    throw changing(manifest);
  }

  /**
   * Moves what was begun at another commit to where the same content is wanted now, to be gone on
   * with there. Whether anything was moved.
   */
  boolean carryOn(RepoSnapshot shelf, RepoManifest manifest, List<RepoFile> chosen) {
    boolean moved = false;
    for (RepoFile file : chosen) {
      Journal begun = shelf.leftBehind(file);
      boolean wanted = begun != null && shelf.journal(manifest, file) == null;
      // What is whole somewhere is taken over from there.
      if (wanted && !shelf.contents().containsKey(file.digest())) {
        String key = manifest.fileKey(file.path());
        Origin origin = new Origin(endpoint.resolve(manifest, file), null, file.size());
        Batch batch =
            Batch.of(Step.FILE_ADOPT, session.clock().now())
                .requireStamp(Table.JOURNALS, begun.key(), begun.stamp())
                .requireAbsent(Table.JOURNALS, key)
                .requireAbsent(Table.FILES, key)
                .delete(Table.JOURNALS, begun.key())
                .put(begun.movedTo(key, origin).row())
                .build();
        moved |= session.commits().commit(batch, key, 0).committed();
      }
    }
    return moved;
  }

  /** Takes over what is the same at both commits; gives the paths of all that is. */
  private Set<String> carry(
      Files files, HubPlatform caller, RepoManifest before, RepoManifest manifest) {
    RepoSnapshot shelf = RepoSnapshot.of(session, before.repo());
    Set<String> same = new HashSet<>();
    Set<RepoFile> still = new HashSet<>(manifest.files());
    for (RepoFile old : before.files()) {
      FileManifest stored = shelf.stored(before, old);
      if (stored == null || old.digest() == null || !still.contains(old)) {
        continue;
      }
      String key = manifest.fileKey(old.path());
      if (shelf.stored(manifest, old) != null) {
        same.add(old.path());
      } else if (files.adopt(
          stored, key, FileSpec.ANY, new Origin(endpoint.resolve(manifest, old), null))) {
        same.add(old.path());
        caller.changed(key, true);
      }
    }
    return same;
  }

  /** The paths of the files of the quants that are whole at a commit, but for some. */
  private static Set<String> whole(RepoSnapshot shelf, RepoManifest manifest, List<String> except) {
    Set<String> paths = new HashSet<>();
    for (Quant quant : Quants.of(manifest.files())) {
      if (!except.contains(quant.name()) && shelf.stored(manifest, quant.files())) {
        paths.addAll(quant.paths());
      }
    }
    return paths;
  }

  private void retire(
      HubPlatform caller,
      RepoManifest before,
      RepoManifest manifest,
      Selection wanted,
      Set<String> carried) {
    RepoSnapshot shelf = RepoSnapshot.of(session, before.repo());
    for (RepoBranch branch : shelf.branches()) {
      if (branch.current().equals(before.commit())) {
        return;
      }
    }
    Set<String> paths = new HashSet<>(carried);
    paths.addAll(wanted.files());
    Quant quant = Quants.named(Quants.of(before.files()), wanted.quant());
    if (quant != null) {
      paths.addAll(quant.paths());
    }
    List<String> here = new ArrayList<>();
    for (Quant each : Quants.of(manifest.files())) {
      if (shelf.stored(manifest, each.files())) {
        here.add(each.name());
      }
    }
    paths.removeAll(whole(shelf, before, here));
    Set<String> keys = new HashSet<>();
    for (String path : paths) {
      if (!shelf.isPinned(before.fileKey(path))) {
        keys.add(before.fileKey(path));
      }
    }
    List<String> deleted = deleteFiles(shelf, keys);
    if (deleted != null) {
      deleted.forEach(key -> caller.changed(key, false));
    }
    if (!RepoSnapshot.of(session, before.repo()).holds(before)) {
      commit(Set.of(new RowKey(Table.REPOS, before.key())));
    }
  }

  /** Deletes files; gives the keys of those that were there, or null when there was nothing. */
  List<String> deleteFiles(RepoSnapshot shelf, Set<String> keys) {
    Set<RowKey> rows = new HashSet<>(shelf.rows());
    rows.removeIf(row -> row.table() == Table.REPOS || !keys.contains(row.key()));
    return commit(rows);
  }

  /** Deletes everything of a repository, in the same way, and what came in between. */
  List<String> delete(String repo) {
    List<String> all = null;
    List<String> deleted = commit(RepoSnapshot.of(session, repo).rows());
    for (int i = 0; i < TRIES && deleted != null; i++) {
      if (all == null) {
        all = new ArrayList<>();
      }
      all.addAll(deleted);
      deleted = commit(RepoSnapshot.of(session, repo).rows());
    }
    return all;
  }

  /** Deletes rows; who is writing what they are about ends with CONFLICT. */
  private List<String> commit(Set<RowKey> rows) {
    if (rows.isEmpty()) {
      return null;
    }
    Batch.Builder batch = Batch.of(Step.REPO_DELETE, session.clock().now());
    List<String> files = new ArrayList<>();
    for (RowKey row : rows) {
      batch.delete(row.table(), row.key());
      if (row.table() == Table.FILES) {
        batch.delete(Table.ACCESS, AccessLog.fileRow(row.key()));
        session.accessLog().forgetFile(row.key());
        files.add(row.key());
      }
    }
    session.commits().commit(batch.build(), "", 0);
    return files;
  }
}
