package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.cache.AccessLog;
import dev.granary.manifest.RepoBranch;
import dev.granary.manifest.RepoManifest;
import dev.granary.session.Session;
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
final class Repos {
  /** A commit is refused only when somebody else changed the same branch in between. */
  private static final int TRIES = 100;

  private final Session session;

  Repos(Session session) {
    this.session = session;
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
      Batch.Builder batch =
          Batch.of(Step.REPO_PUT, session.clock().now())
              .put(Row.repository(manifest.key(), manifest.encode()));
      if (!Names.isCommit(revision)) {
        Shelf shelf = Shelf.of(session, manifest.repo());
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

  private static void put(Batch.Builder batch, RepoBranch before, RepoBranch now) {
    if (before != null) {
      batch.requireStamp(Table.REPOS, before.key(), before.stamp());
    }
    batch.put(Row.repository(now.key(), now.encode()));
  }

  private static GranaryException changing(RepoManifest manifest) {
    return new GranaryException(
            Code.CONFLICT, "What is known of the repository changes all the time.")
        .with("key", manifest.key());
  }

  /**
   * A commit's files are here: every branch that was last seen at it uses it from now on, unless
   * that would hide quants behind a few files. What took their places at the commits before goes,
   * but for what is pinned, or is needed by another quant that is whole there.
   */
  void use(Caller caller, Shelf shelf, RepoManifest manifest, Wanted wanted) {
    Batch.Builder batch = Batch.of(Step.REPO_PUT, session.clock().now());
    List<RepoManifest> left = new ArrayList<>();
    for (RepoBranch branch : shelf.branches()) {
      RepoManifest before = shelf.manifest(branch.current());
      if (!branch.latest().equals(manifest.commit())
          || branch.current().equals(manifest.commit())
          || (wanted.quant() == null && before != null && !whole(shelf, before, null).isEmpty())) {
        continue;
      }
      put(batch, branch, branch.at(branch.latest(), branch.latest()));
      if (before != null && !left.contains(before)) {
        left.add(before);
      }
    }
    Batch moved = batch.build();
    if (!moved.puts().isEmpty() && session.commits().commit(moved, manifest.key(), 0).committed()) {
      for (RepoManifest before : left) {
        retire(caller, before, wanted);
      }
    }
  }

  /** The paths of the files of all quants that are whole at a commit, but for one. */
  private static Set<String> whole(Shelf shelf, RepoManifest manifest, String except) {
    Set<String> paths = new HashSet<>();
    for (Quant quant : Quants.of(manifest.files())) {
      if (!quant.name().equals(except) && shelf.stored(manifest, quant.files())) {
        paths.addAll(quant.paths());
      }
    }
    return paths;
  }

  private void retire(Caller caller, RepoManifest before, Wanted wanted) {
    Shelf shelf = Shelf.of(session, before.repo());
    for (RepoBranch branch : shelf.branches()) {
      if (branch.current().equals(before.commit())) {
        return;
      }
    }
    Set<String> paths = new HashSet<>(wanted.files());
    Quant quant = Quants.named(Quants.of(before.files()), wanted.quant());
    if (quant != null) {
      paths.addAll(quant.paths());
    }
    paths.removeAll(whole(shelf, before, wanted.quant()));
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
    if (!Shelf.of(session, before.repo()).holds(before)) {
      commit(Set.of(new RowKey(Table.REPOS, before.key())));
    }
  }

  /** Deletes files; gives the keys of those that were there, or null when there was nothing. */
  List<String> deleteFiles(Shelf shelf, Set<String> keys) {
    Set<RowKey> rows = new HashSet<>(shelf.rows());
    rows.removeIf(row -> row.table() == Table.REPOS || !keys.contains(row.key()));
    return commit(rows);
  }

  /** Deletes everything of a repository, in the same way. */
  List<String> delete(Shelf shelf) {
    return commit(shelf.rows());
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
