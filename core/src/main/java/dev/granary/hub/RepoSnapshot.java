package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Journal;
import dev.granary.session.Session;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** All that is here of one repository, at whatever commits, as it stood at one moment. */
final class RepoSnapshot {
  private final String repo;
  private final List<RepoManifest> manifests = new ArrayList<>();
  private final List<RepoBranch> branches = new ArrayList<>();
  private final Map<String, FileManifest> files = new HashMap<>();
  private final Map<String, Journal> journals = new HashMap<>();

  /** Where they lie, also those that cannot be read. */
  private final Set<RowKey> rows = new HashSet<>();

  private final Predicate<Journal> living;

  private RepoSnapshot(Session session, String repo) {
    this.repo = repo;
    String prefix = repo + "@";
    Snapshot all =
        session
            .store()
            .read(
                Keys.none()
                    .rows(Table.REPOS, prefix)
                    .rows(Table.FILES, prefix)
                    .rows(Table.JOURNALS, prefix));
    all.rows(Table.REPOS, prefix).forEach(this::add);
    all.rows(Table.FILES, prefix).forEach(this::add);
    all.rows(Table.JOURNALS, prefix).forEach(this::add);
    living = session.owners().living();
  }

  static RepoSnapshot of(Session session, String repo) {
    return new RepoSnapshot(session, repo);
  }

  /** What cannot be read counts as not there: it is asked for anew, or stored anew. */
  private void add(Row row) {
    String key = row.key();
    int name = repo.length() + 1;
    int slash = name + Names.COMMIT_DIGITS;
    boolean file = key.length() > slash && key.charAt(slash) == '/';
    if (row.table() != Table.REPOS && !(file && Names.isCommit(key.substring(name, slash)))) {
      // The caller's own, whose key only begins like this.
      return;
    }
    rows.add(new RowKey(row.table(), key));
    try {
      switch (row.table()) {
        case FILES -> files.put(key, FileManifest.decode(key, row.stamp(), row.text()));
        case JOURNALS -> journals.put(key, Journal.decode(key, row.stamp(), row.text()));
        default -> {
          if (Names.isCommit(key.substring(name))) {
            manifests.add(RepoManifest.decode(key, row.text()));
          } else {
            branches.add(RepoBranch.decode(key, row.stamp(), row.text()));
          }
        }
      }
    } catch (GranaryException unreadable) {
      // One item that is damaged must not hide the others.
    }
  }

  List<RepoManifest> manifests() {
    return manifests;
  }

  List<RepoBranch> branches() {
    return branches;
  }

  /** The branch of this name, or null. */
  RepoBranch branch(String revision) {
    for (RepoBranch branch : branches) {
      if (branch.revision().equals(revision)) {
        return branch;
      }
    }
    return null;
  }

  /** What the repository holds at a commit, or null when nobody has asked. */
  RepoManifest manifest(String commit) {
    for (RepoManifest manifest : manifests) {
      if (manifest.commit().equals(commit)) {
        return manifest;
      }
    }
    return null;
  }

  /** The same at a commit, or at the one of a branch that is in use. */
  RepoManifest inUse(String revision) {
    RepoBranch branch = branch(revision);
    return manifest(branch == null ? revision : branch.current());
  }

  /** The same at the one where a branch was seen last. */
  RepoManifest latest(String revision) {
    RepoBranch branch = branch(revision);
    return manifest(branch == null ? revision : branch.latest());
  }

  /**
   * The commits at which something may be that a branch has left behind: the one in use, the
   * latest, and those where no branch is any more. An update moves a branch for one quant; another
   * stays where it is until it is updated, too.
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

  /** What somebody has begun to store of the same content, and nobody goes on with; or null. */
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

  /** By what a commit is asked for: a branch that is there, else its own name. */
  String nameOf(RepoManifest manifest) {
    for (RepoBranch branch : branches) {
      if (branch.current().equals(manifest.commit())) {
        return branch.revision();
      }
    }
    return manifest.commit();
  }

  /** Where all of it lies in the catalogue. */
  Set<RowKey> rows() {
    return rows;
  }

  /** Whether anything of a commit's files is here. */
  boolean holds(RepoManifest of) {
    for (RowKey row : rows) {
      if (row.key().startsWith(of.fileKey(""))) {
        return true;
      }
    }
    return false;
  }

  boolean isPinned(String key) {
    FileManifest file = files.get(key);
    return file != null && file.pinned();
  }

  /** What is stored of this file, whole and as it was promised; else null. */
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

  /** The paths of those that are stored. */
  Set<String> paths(RepoManifest of, List<RepoFile> all) {
    Set<String> paths = new HashSet<>();
    for (RepoFile file : all) {
      if (stored(of, file) != null) {
        paths.add(file.path());
      }
    }
    return paths;
  }

  /** Whatever is stored under a file's key, or null. */
  FileManifest at(RepoManifest of, RepoFile file) {
    return files.get(of.fileKey(file.path()));
  }

  /**
   * Whether a file came from its place at a hub. Git's digest is compared when it comes, and not
   * kept: of what somebody else has put under the key, only the size would be known.
   */
  private static boolean isFrom(FileManifest found, RepoManifest of, RepoFile file) {
    String place = Endpoint.place(of.repo(), of.commit(), file.path());
    return found.origin() != null && found.origin().url().endsWith(place);
  }

  boolean stored(RepoManifest of, List<RepoFile> all) {
    for (RepoFile file : all) {
      if (stored(of, file) == null) {
        return false;
      }
    }
    return true;
  }

  Journal journal(RepoManifest of, RepoFile file) {
    return journals.get(of.fileKey(file.path()));
  }

  /** Whether somebody is storing this file. */
  boolean active(Journal journal) {
    return journal != null && living.test(journal);
  }

  /** The bytes of a file that are here. */
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

  /** Whatever is stored, at any commit, by what its content is recognised by. */
  Map<String, FileManifest> contents() {
    Map<String, FileManifest> contents = new HashMap<>();
    for (RepoManifest manifest : manifests) {
      for (RepoFile file : manifest.files()) {
        FileManifest found = stored(manifest, file);
        if (found != null && file.digest() != null) {
          contents.put(file.digest(), found);
        }
      }
    }
    return contents;
  }
}
