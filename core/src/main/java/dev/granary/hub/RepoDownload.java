package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.download.Download;
import dev.granary.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Has the missing files of one commit stored. What is stored under another key is taken over from
 * there; of files with the same content one is fetched.
 */
final class RepoDownload {
  private final Files files;
  private final Endpoint endpoint;
  private final RepoStore repos;
  private final HubPlatform caller;
  private final RepoManifest manifest;
  private final Boolean pinned;
  private final int retries;
  private final MultiFileProgress meter;

  /** The files that are stored, by what their content is recognised by. */
  private final Map<String, FileManifest> contents;

  RepoDownload(
      Files files,
      Endpoint endpoint,
      RepoStore repos,
      HubPlatform caller,
      RepoManifest manifest,
      Map<String, FileManifest> contents,
      Boolean pinned,
      int retries,
      MultiFileProgress meter) {
    this.files = files;
    this.endpoint = endpoint;
    this.repos = repos;
    this.caller = caller;
    this.manifest = manifest;
    this.contents = new HashMap<>(contents);
    this.pinned = pinned;
    this.retries = retries;
    this.meter = meter;
  }

  /** Fetches files, at most so many at a time. */
  void run(List<RepoFile> missing, int concurrency) {
    List<RepoFile> twins = new ArrayList<>();
    ArrayDeque<RepoFile> queue = new ArrayDeque<>();
    Set<String> digests = new HashSet<>();
    for (RepoFile file : missing) {
      if (adopt(file)) {
        meter.whole(file.path(), file.size());
      } else if (file.digest() == null || digests.add(file.digest())) {
        queue.add(file);
      } else {
        twins.add(file);
      }
    }
    if (!queue.isEmpty()) {
      int lanes = Math.min(concurrency, queue.size());
      caller.sideBySide(lanes, fetcher -> fetch(queue, fetcher));
    }
    if (!twins.isEmpty()) {
      run(twins, concurrency);
    }
  }

  private void fetch(ArrayDeque<RepoFile> queue, HubPlatform.Fetcher fetcher) {
    for (RepoFile file = queue.poll(); file != null; file = queue.poll()) {
      fetch(file, fetcher);
    }
  }

  private void fetch(RepoFile file, HubPlatform.Fetcher fetcher) {
    String path = file.path();
    String key = manifest.fileKey(path);
    String url = endpoint.resolve(manifest, file);
    try {
      Download wanted =
          new Download(key, url, spec(file), Endpoint.headers(fetcher.token()), retries, false);
      fetcher.fetch(wanted, (loaded, total, speed, done) -> meter.at(path, loaded));
    } catch (GranaryException failure) {
      throw named(failure, path);
    }
    if (!repos.knows(manifest)) {
      throw RepoStore.deleted(manifest);
    }
    FileManifest stored = file.digest() == null ? null : files.find(key);
    if (stored != null) {
      contents.put(file.digest(), stored);
    }
    meter.whole(path, file.size());
  }

  /**
   * A failure of its own, for others may share this one: of which file, also in its message, and
   * NOT_FOUND when the hub says that there is none.
   */
  private GranaryException named(GranaryException failure, String path) {
    boolean absent =
        failure.code() == Code.HTTP
            && failure.details().get("status") instanceof Integer status
            && Endpoint.absent(status, null);
    String why = absent ? "The hub does not have this file (any more)." : failure.getMessage();
    String message = path + " of " + manifest.repo() + " at " + manifest.commit() + ": " + why;
    GranaryException named =
        new GranaryException(absent ? Code.NOT_FOUND : failure.code(), message, failure);
    failure.details().forEach(named::with);
    return named
        .with("key", manifest.fileKey(path))
        .with("repo", manifest.repo())
        .with("commit", manifest.commit())
        .with("file", path);
  }

  /** Takes over what is stored under another key; false when nothing is. */
  private boolean adopt(RepoFile file) {
    FileManifest found = contents.get(file.digest());
    String key = manifest.fileKey(file.path());
    String url = endpoint.resolve(manifest, file);
    if (found == null || !files.adopt(found, key, spec(file), new Origin(url, null))) {
      return false;
    }
    caller.changed(key, true);
    return true;
  }

  private FileSpec spec(RepoFile file) {
    return new FileSpec("", file.size(), file.sha256(), pinned, null, false, file.gitSha1());
  }
}
