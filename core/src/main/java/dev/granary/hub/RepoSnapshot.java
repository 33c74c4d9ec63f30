package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Journal;
import dev.granary.hub.api.Endpoint;
import dev.granary.hub.api.Names;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.session.Session;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds all that is stored of one repository, at every commit: what one read found, and what the
 * same call has committed since. One snapshot serves a whole call.
 */
final class RepoSnapshot {
  private final String repo;
  private final Predicate<Journal> living;
  private final List<RepoManifest> manifests = new ArrayList<>();
  private final List<RepoBranch> branches = new ArrayList<>();
  private final Map<String, FileManifest> files = new HashMap<>();
  private final Map<String, Journal> journals = new HashMap<>();

  /** The rows of the repository, also those that cannot be read. */
  private final Set<RowKey> rows = new HashSet<>();

  /** The stored files by their digests; null until it is asked for. */
  private Map<String, FileManifest> contents;

  private RepoSnapshot(String repo, Predicate<Journal> living) {
    this.repo = repo;
    this.living = living;
  }

  /** Reads what is stored of a repository. May suspend. */
  static RepoSnapshot of(Session session, String repo) {
    String prefix = repo + "@";
    Snapshot found = session.store().read(filesOf(repo).rows(Table.REPOS, prefix));
    RepoSnapshot snapshot = new RepoSnapshot(repo, session.owners().living());
    found.rows(Table.REPOS, prefix).forEach(snapshot::add);
    snapshot.addFiles(found);
    return snapshot;
  }

  /** Reads what is stored of all repositories, in two reads however many there are. May suspend. */
  static List<RepoSnapshot> all(Session session) {
    List<Row> rows = session.store().read(Keys.none().rows(Table.REPOS, "")).rows(Table.REPOS, "");
    // Rows come in the order of their keys, so that those of a repository follow each other.
    Keys wanted = Keys.none();
    String last = null;
    for (Row row : rows) {
      if (!repoOf(row).equals(last)) {
        last = repoOf(row);
        filesOf(wanted, last);
      }
    }
    List<RepoSnapshot> all = new ArrayList<>();
    if (last != null) {
      Snapshot found = session.store().read(wanted);
      Predicate<Journal> living = session.owners().living();
      RepoSnapshot snapshot = null;
      for (Row row : rows) {
        if (snapshot == null || !snapshot.repo.equals(repoOf(row))) {
          snapshot = new RepoSnapshot(repoOf(row), living);
          snapshot.addFiles(found);
          all.add(snapshot);
        }
        snapshot.add(row);
      }
    }
    return all;
  }

  private static String repoOf(Row row) {
    return row.key().substring(0, Math.max(0, row.key().indexOf('@')));
  }

  private static Keys filesOf(String repo) {
    return filesOf(Keys.none(), repo);
  }

  private static Keys filesOf(Keys keys, String repo) {
    return keys.rows(Table.FILES, repo + "@").rows(Table.JOURNALS, repo + "@");
  }

  private void addFiles(Snapshot found) {
    found.rows(Table.FILES, repo + "@").forEach(this::add);
    found.rows(Table.JOURNALS, repo + "@").forEach(this::add);
  }

  /** Adds a row. A row that cannot be read counts as absent: its content is stored anew. */
  private void add(Row row) {
    String key = row.key();
    int name = repo.length() + 1;
    int slash = name + Names.COMMIT_DIGITS;
    boolean file = key.length() > slash && key.charAt(slash) == '/';
    if (row.table() != Table.REPOS && !(file && Names.isCommit(key.substring(name, slash)))) {
      // A file of the user's own, whose key only begins with the repository's name.
      return;
    }
    rows.add(new RowKey(row.table(), key));
    try {
      switch (row.table()) {
        case FILES -> files.put(key, FileManifest.decode(key, row.stamp(), row.text()));
        case JOURNALS -> journals.put(key, Journal.decode(key, row.stamp(), row.text()));
        default -> {
          if (Names.isCommit(key.substring(name))) {
            manifests.add(RepoCodec.decodeManifest(key, row.text()));
          } else {
            branches.add(RepoBranch.decode(key, row.stamp(), row.text()));
          }
        }
      }
    } catch (GranaryException unreadable) {
      // One damaged item must not hide the others.
    }
  }

  // --- what this call has committed ---

  /** Adds a manifest that was committed. */
  void put(RepoManifest manifest) {
    manifests.removeIf(old -> old.commit().equals(manifest.commit()));
    manifests.add(manifest);
    rows.add(new RowKey(Table.REPOS, manifest.key()));
    contents = null;
  }

  /** Adds a branch that was committed, or moves it. */
  void put(RepoBranch branch) {
    branches.removeIf(old -> old.revision().equals(branch.revision()));
    branches.add(branch);
    rows.add(new RowKey(Table.REPOS, branch.key()));
  }

  /** Moves a journal that was moved to another key. */
  void move(Journal from, Journal to) {
    journals.remove(from.key());
    rows.remove(new RowKey(Table.JOURNALS, from.key()));
    journals.put(to.key(), to);
    rows.add(new RowKey(Table.JOURNALS, to.key()));
  }

  /** Removes rows that were deleted. */
  void remove(Collection<RowKey> deleted) {
    for (RowKey row : deleted) {
      rows.remove(row);
      switch (row.table()) {
        case FILES -> files.remove(row.key());
        case JOURNALS -> journals.remove(row.key());
        default -> {
          manifests.removeIf(manifest -> manifest.key().equals(row.key()));
          branches.removeIf(branch -> branch.key().equals(row.key()));
        }
      }
    }
    contents = null;
  }

  // --- commits and branches ---

  String repo() {
    return repo;
  }

  List<RepoManifest> manifests() {
    return manifests;
  }

  List<RepoBranch> branches() {
    return branches;
  }

  /** Gives the branch of a name, or null. */
  RepoBranch branch(String revision) {
    for (RepoBranch branch : branches) {
      if (branch.revision().equals(revision)) {
        return branch;
      }
    }
    return null;
  }

  /** Gives what the repository holds at a commit, or null when the hub was never asked. */
  RepoManifest manifest(String commit) {
    for (RepoManifest manifest : manifests) {
      if (manifest.commit().equals(commit)) {
        return manifest;
      }
    }
    return null;
  }

  /** Gives the manifest of a commit, or of the commit of a branch that is in use; or null. */
  RepoManifest inUse(String revision) {
    RepoBranch branch = branch(revision);
    return manifest(branch == null ? revision : branch.current());
  }

  /** Gives the manifest of a commit, or of the commit at which a branch was last seen; or null. */
  RepoManifest latest(String revision) {
    RepoBranch branch = branch(revision);
    return manifest(branch == null ? revision : branch.latest());
  }

  /**
   * Gives the commits that may hold files of a branch: the commit in use, the latest one, and those
   * that no branch names any more. An update moves a branch for one quant; the files of another
   * quant stay at the older commit until that quant is updated, too.
   */
  List<RepoManifest> behind(String revision) {
    List<RepoManifest> all = new ArrayList<>();
    for (RepoManifest manifest : new RepoManifest[] {inUse(revision), latest(revision)}) {
      if (manifest != null && !all.contains(manifest)) {
        all.add(manifest);
      }
    }
    for (RepoManifest manifest : manifests) {
      boolean left = branch(revision) != null;
      for (RepoBranch branch : branches) {
        left &= !branch.current().equals(manifest.commit());
        left &= !branch.latest().equals(manifest.commit());
      }
      if (left) {
        all.add(manifest);
      }
    }
    return all;
  }

  /** Names a commit for its user: by a branch that uses it, else by its own name. */
  String nameOf(RepoManifest manifest) {
    for (RepoBranch branch : branches) {
      if (branch.current().equals(manifest.commit())) {
        return branch.revision();
      }
    }
    return manifest.commit();
  }

  /** Tells whether the row of a manifest is stored. */
  boolean knows(RepoManifest manifest) {
    return rows.contains(new RowKey(Table.REPOS, manifest.key()));
  }

  // --- files ---

  /** Gives the keys of all rows. */
  Set<RowKey> rows() {
    return rows;
  }

  /** Tells whether a file or a journal of a commit is stored. */
  boolean holds(RepoManifest of) {
    for (RowKey row : rows) {
      if (row.key().startsWith(of.fileKey(""))) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a file is stored under a key, even one that cannot be read. */
  boolean holdsFile(String key) {
    return rows.contains(new RowKey(Table.FILES, key));
  }

  boolean isPinned(String key) {
    FileManifest file = files.get(key);
    return file != null && file.pinned();
  }

  /** Gives what is stored of a file when it is what the listing promises; else null. */
  FileManifest stored(RepoManifest of, RepoFile file) {
    FileManifest found = at(of, file);
    boolean fits =
        found != null
            && found.size() == file.size()
            && (file.sha256() == null
                ? isFrom(found, of, file)
                : file.sha256().equals(found.sha256()));
    return fits ? found : null;
  }

  /** Tells whether all of some files are stored. */
  boolean stored(RepoManifest of, List<RepoFile> all) {
    for (RepoFile file : all) {
      if (stored(of, file) == null) {
        return false;
      }
    }
    return true;
  }

  /** Gives the paths of those files that are stored. */
  Set<String> paths(RepoManifest of, List<RepoFile> all) {
    Set<String> paths = new HashSet<>();
    for (RepoFile file : all) {
      if (stored(of, file) != null) {
        paths.add(file.path());
      }
    }
    return paths;
  }

  /** Gives what is stored under a file's key, whatever it is; or null. */
  FileManifest at(RepoManifest of, RepoFile file) {
    return files.get(of.fileKey(file.path()));
  }

  /**
   * Tells whether a file came from its place at a hub. Git's digest is compared when the file
   * comes, and not stored. Where another writer has put a file under the key, only its size is
   * known.
   */
  private static boolean isFrom(FileManifest found, RepoManifest of, RepoFile file) {
    String place = Endpoint.place(of.repo(), of.commit(), file.path());
    return found.origin() != null && found.origin().url().endsWith(place);
  }

  /** Gives the journal of a file, or null. */
  Journal journal(RepoManifest of, RepoFile file) {
    return journals.get(of.fileKey(file.path()));
  }

  /** Tells whether a session writes a journal now. */
  boolean active(Journal journal) {
    return journal != null && living.test(journal);
  }

  /**
   * Gives the journal that holds most of a file's content, at whatever commit, and that no session
   * continues; or null.
   */
  Journal leftBehind(RepoFile file) {
    Journal most = null;
    for (Journal journal : journals.values()) {
      if (file.sha256() != null
          && file.sha256().equals(journal.spec().sha256())
          && journal.resumable()
          && !journal.chunks().isEmpty()
          && !active(journal)
          && (most == null || journal.watermark() > most.watermark())) {
        most = journal;
      }
    }
    return most;
  }

  /** Gives the bytes of a file that are stored. */
  long loaded(RepoManifest of, RepoFile file) {
    Journal journal = journal(of, file);
    return stored(of, file) != null
        ? file.size()
        : journal == null ? 0 : Math.min(file.size(), journal.watermark());
  }

  long loaded(RepoManifest of, List<RepoFile> all) {
    long sum = 0;
    for (RepoFile file : all) {
      sum += loaded(of, file);
    }
    return sum;
  }

  /** Gives the stored files of all commits by their digests. */
  Map<String, FileManifest> contents() {
    if (contents == null) {
      contents = new HashMap<>();
      for (RepoManifest manifest : manifests) {
        for (RepoFile file : manifest.files()) {
          FileManifest found = stored(manifest, file);
          if (found != null && file.digest() != null) {
            contents.put(file.digest(), found);
          }
        }
      }
    }
    return contents;
  }
}
