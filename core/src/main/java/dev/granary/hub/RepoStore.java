package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.hub.api.Endpoint;
import dev.granary.hub.api.Names;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.session.Session;
import dev.granary.space.ItemKind;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Stores what was seen of repositories, and deletes it. */
final class RepoStore {
  /**
   * Bounds the tries of a commit that is refused because another writer changed the same branch.
   */
  static final int TRIES = 100;

  private final Session session;
  private final Endpoint endpoint;

  RepoStore(Session session, Endpoint endpoint) {
    this.session = session;
    this.endpoint = endpoint;
  }

  /** Reads what is stored of a repository. May suspend. */
  RepoSnapshot read(String repo) {
    return RepoSnapshot.of(session, repo);
  }

  /**
   * Stores what a repository holds at a commit, and that a revision was seen there. The branch uses
   * the commit from now on when nothing of its commit before is stored.
   *
   * @return the repository afterwards
   */
  RepoSnapshot seen(RepoManifest manifest, String revision) {
    for (int i = 0; i < TRIES; i++) {
      // Read behind the network, and again after a refusal: the branch may have moved meanwhile.
      RepoSnapshot snapshot = read(manifest.repo());
      Batch.Builder batch =
          Batch.of(Step.REPO_PUT, session.clock().now()).put(RepoCodec.row(manifest));
      RepoBranch now = null;
      if (!Names.isCommit(revision)) {
        RepoManifest inUse = snapshot.inUse(revision);
        String latest = manifest.commit();
        String current = inUse == null || !snapshot.holds(inUse) ? latest : inUse.commit();
        now = new RepoBranch(manifest.repo(), revision, Row.UNSTAMPED, current, latest);
        now = put(batch, snapshot.branch(revision), now) ? now : null;
      }
      Outcome outcome = session.commits().commit(batch.build(), manifest.key(), 0);
      if (outcome.committed()) {
        snapshot.put(manifest);
        if (now != null) {
          snapshot.put(now.withStamp(outcome.stamp()));
        }
        return snapshot;
      }
    }
    throw changing(manifest);
  }

  /**
   * Moves a branch, on condition that it still is where it was.
   *
   * @return false when the branch is there already, and nothing has to be written
   */
  private static boolean put(Batch.Builder batch, RepoBranch before, RepoBranch now) {
    if (before == null) {
      batch.requireAbsent(Table.REPOS, now.key());
    } else {
      batch.requireStamp(Table.REPOS, before.key(), before.stamp());
    }
    boolean moves = before == null || !before.equals(now.withStamp(before.stamp()));
    if (moves) {
      batch.put(now.row());
    }
    return moves;
  }

  /** Commits that a branch uses its latest commit; gives false when another writer moved it. */
  boolean use(RepoSnapshot snapshot, RepoBranch branch, RepoManifest manifest) {
    RepoBranch now = branch.at(manifest.commit(), branch.latest());
    Batch.Builder batch = Batch.of(Step.REPO_PUT, session.clock().now());
    put(batch, branch, now);
    Outcome outcome = session.commits().commit(batch.build(), branch.key(), 0);
    if (outcome.committed()) {
      snapshot.put(now.withStamp(outcome.stamp()));
    }
    return outcome.committed();
  }

  /** Makes the error for a branch that other writers move all the time. */
  static GranaryException changing(RepoManifest manifest) {
    return new GranaryException(
            Code.CONFLICT,
            "Other writers change the repository " + manifest.repo() + " all the time.")
        .with("key", manifest.key());
  }

  /**
   * Reads a file that a download has stored, and checks in the same read that its repository was
   * not deleted meanwhile: the file would stay behind, and no call would ever show it.
   *
   * @return the file, or null when it has gone again
   */
  FileManifest arrived(RepoManifest manifest, String key) {
    Keys wanted = Keys.none().row(Table.REPOS, manifest.key()).row(Table.FILES, key);
    Snapshot found = session.store().read(wanted);
    if (found.row(Table.REPOS, manifest.key()) == null) {
      throw deleted(manifest);
    }
    Row row = found.row(Table.FILES, key);
    return row == null ? null : FileManifest.decode(key, row.stamp(), row.text());
  }

  /** Makes the error for the downloads of a repository that was deleted. */
  static GranaryException deleted(RepoManifest manifest) {
    return new GranaryException(
            Code.CONFLICT, "The repository " + manifest.repo() + " was deleted meanwhile.")
        .because(Reason.DISCARDED)
        .with("repo", manifest.repo())
        .with("commit", manifest.commit());
  }

  /**
   * Moves unfinished downloads of other commits to this commit where the same content is wanted, so
   * that the download continues them.
   */
  void carryOn(RepoSnapshot snapshot, RepoManifest manifest, List<RepoFile> chosen) {
    Set<String> moved = new HashSet<>();
    for (RepoFile file : chosen) {
      Journal begun = moved.contains(file.digest()) ? null : snapshot.leftBehind(file);
      boolean wanted = begun != null && snapshot.journal(manifest, file) == null;
      // A file that is whole at another commit is taken over from there.
      if (wanted && !snapshot.contents().containsKey(file.digest())) {
        String key = manifest.fileKey(file.path());
        Origin origin = new Origin(endpoint.resolve(manifest, file), null, file.size());
        Journal here = begun.movedTo(key, origin);
        Batch batch =
            Batch.of(Step.FILE_ADOPT, session.clock().now())
                .requireStamp(Table.JOURNALS, begun.key(), begun.stamp())
                .requireAbsent(Table.JOURNALS, key)
                .requireAbsent(Table.FILES, key)
                .delete(Table.JOURNALS, begun.key())
                .put(here.row())
                .build();
        Outcome outcome = session.commits().commit(batch, key, 0);
        if (outcome.committed()) {
          moved.add(file.digest());
          snapshot.move(begun, here.withStamp(outcome.stamp()));
        }
      }
    }
  }

  /**
   * Deletes files and their journals; gives the keys of the files, or null when there was nothing.
   */
  List<String> deleteFiles(RepoSnapshot snapshot, Set<String> keys) {
    Set<RowKey> rows = new HashSet<>(snapshot.rows());
    rows.removeIf(row -> row.table() == Table.REPOS || !keys.contains(row.key()));
    return delete(snapshot, rows);
  }

  /** Deletes the manifest of a commit. */
  void delete(RepoSnapshot snapshot, RepoManifest manifest) {
    delete(snapshot, Set.of(new RowKey(Table.REPOS, manifest.key())));
  }

  /** Deletes everything of a repository, and what other writers store meanwhile. */
  List<String> delete(String repo) {
    List<String> all = null;
    for (int i = 0; i <= TRIES; i++) {
      // Read after each deletion: a writer may have stored something between the last two.
      RepoSnapshot snapshot = read(repo);
      List<String> deleted = delete(snapshot, Set.copyOf(snapshot.rows()));
      if (deleted == null) {
        break;
      }
      if (all == null) {
        all = new ArrayList<>();
      }
      all.addAll(deleted);
    }
    return all;
  }

  /** Deletes rows. A session that is writing one of them ends with CONFLICT. */
  private List<String> delete(RepoSnapshot snapshot, Set<RowKey> rows) {
    if (rows.isEmpty()) {
      return null;
    }
    Batch.Builder batch = Batch.of(Step.REPO_DELETE, session.clock().now());
    List<String> files = new ArrayList<>();
    for (RowKey row : rows) {
      batch.delete(row.table(), row.key());
      if (row.table() == Table.FILES) {
        batch.delete(Table.ACCESS, ItemKind.FILE.accessKey(row.key()));
        session.accessLog().forget(ItemKind.FILE, row.key());
        files.add(row.key());
      }
    }
    session.commits().commit(batch.build(), "", 0);
    snapshot.remove(rows);
    return files;
  }
}
