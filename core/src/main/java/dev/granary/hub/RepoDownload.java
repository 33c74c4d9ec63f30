package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.download.Download;
import dev.granary.file.Files;
import dev.granary.hub.api.Endpoint;
import dev.granary.hub.api.HubClient;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.session.Session;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stores the missing files of one commit. A file whose content is stored under another key is taken
 * over from there. Of several files with the same content, one is fetched.
 */
final class RepoDownload {
  private final Session session;
  private final Files files;
  private final Endpoint endpoint;
  private final RepoStore repos;
  private final HubCall call;
  private final RepoSnapshot snapshot;
  private final RepoManifest manifest;
  private final Boolean pinned;
  private final int retries;

  /** The stored files by their digests, also those that have come since. */
  private final Map<String, FileManifest> contents;

  private MultiFileProgress progress;

  /**
   * Creates the download of one call.
   *
   * @param pinned whether the files are kept from eviction; null leaves that as it is
   * @param retries how often in a row to try a file again
   */
  RepoDownload(
      Session session,
      Files files,
      Endpoint endpoint,
      RepoStore repos,
      HubCall call,
      RepoSnapshot snapshot,
      RepoManifest manifest,
      Boolean pinned,
      int retries) {
    this.session = session;
    this.files = files;
    this.endpoint = endpoint;
    this.repos = repos;
    this.call = call;
    this.snapshot = snapshot;
    this.manifest = manifest;
    this.contents = new HashMap<>(snapshot.contents());
    this.pinned = pinned;
    this.retries = retries;
  }

  /**
   * Stores the missing ones of some files, at most so many side by side.
   *
   * @return the repository afterwards
   */
  RepoSnapshot run(List<RepoFile> chosen, int concurrency, Progress.Listener listener) {
    progress =
        new MultiFileProgress(session.clock(), chosen.size(), RepoFile.totalSize(chosen), listener);
    List<RepoFile> missing = new ArrayList<>();
    for (RepoFile file : chosen) {
      FileManifest stored = snapshot.stored(manifest, file);
      progress.held(file.path(), snapshot.loaded(manifest, file), stored != null);
      if (stored != null) {
        pin(stored);
        continue;
      }
      missing.add(file);
      if (file.sha256() == null && snapshot.at(manifest, file) != null) {
        // This file has no SHA-256 and did not come from this hub: the download replaces it.
        files.delete(manifest.fileKey(file.path()));
      }
    }
    SpaceNeed.of(snapshot, manifest, chosen).expectRoom(session, manifest.key());
    progress.begin();
    RepoSnapshot after = snapshot;
    if (!missing.isEmpty()) {
      fetchAll(missing, concurrency);
      // Read again behind the network: files have come, and another tab may have pinned files,
      // moved
      // a branch or deleted the repository.
      after = repos.read(manifest.repo());
      for (RepoFile file : missing) {
        // Another download of the same file may have left the pin as it was.
        pin(after.stored(manifest, file));
      }
    }
    progress.end();
    return after;
  }

  private void fetchAll(List<RepoFile> missing, int concurrency) {
    List<RepoFile> twins = new ArrayList<>();
    ArrayDeque<RepoFile> queue = new ArrayDeque<>();
    Set<String> digests = new HashSet<>();
    for (RepoFile file : missing) {
      if (adopt(file)) {
        progress.whole(file.path(), file.size());
      } else if (file.digest() == null || digests.add(file.digest())) {
        queue.add(file);
      } else {
        twins.add(file);
      }
    }
    if (!queue.isEmpty()) {
      int lanes = Math.min(concurrency, queue.size());
      call.sideBySide(lanes, lane -> fetch(queue, lane));
    }
    if (!twins.isEmpty()) {
      fetchAll(twins, concurrency);
    }
  }

  private void fetch(ArrayDeque<RepoFile> queue, Task lane) {
    for (RepoFile file = queue.poll(); file != null; file = queue.poll()) {
      fetch(file, lane);
    }
  }

  private void fetch(RepoFile file, Task lane) {
    String path = file.path();
    String key = manifest.fileKey(path);
    String url = endpoint.resolve(manifest, file);
    try {
      Download wanted =
          new Download(key, url, spec(file), Endpoint.headers(call.token(lane)), retries, false);
      call.fetch(lane, wanted, at -> progress.at(path, at.loaded()));
    } catch (GranaryException failure) {
      throw named(failure, path);
    }
    FileManifest stored = repos.arrived(manifest, key);
    if (stored != null && file.digest() != null) {
      contents.put(file.digest(), stored);
    }
    progress.whole(path, file.size());
  }

  private void pin(FileManifest stored) {
    if (stored != null && pinned != null && stored.pinned() != pinned) {
      files.pin(stored.key(), pinned);
    }
  }

  /**
   * Makes an error of this download's own, because other downloads may share the failure. The error
   * names the file, and is NOT_FOUND when the hub does not have the file.
   */
  private GranaryException named(GranaryException failure, String path) {
    boolean absent =
        failure.code() == Code.HTTP
            && failure.details().get("status") instanceof Integer status
            && HubClient.isAbsent(status, null);
    String why = absent ? "The hub does not have this file (any more)." : failure.getMessage();
    String message = path + " of " + manifest.repo() + " at " + manifest.commit() + ": " + why;
    return new GranaryException(absent ? Code.NOT_FOUND : failure.code(), message, failure)
        .withAll(failure)
        .with("key", manifest.fileKey(path))
        .with("repo", manifest.repo())
        .with("commit", manifest.commit())
        .with("file", path);
  }

  /** Takes a file over from another key; gives false when its content is not stored. */
  private boolean adopt(RepoFile file) {
    FileManifest found = contents.get(file.digest());
    String key = manifest.fileKey(file.path());
    String url = endpoint.resolve(manifest, file);
    if (found == null || !files.adopt(found, key, spec(file), new Origin(url, null))) {
      return false;
    }
    call.changed(key, true);
    return true;
  }

  private FileSpec spec(RepoFile file) {
    return new FileSpec("", file.size(), file.sha256(), pinned, null, false, file.gitSha1(), false);
  }
}
