package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.session.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bytes that some files take, content that several of them share once.
 *
 * @param bytes all of them
 * @param missing those that are not here, under whatever key
 * @param loose those that are here, and might be evicted
 */
record SpaceNeed(long bytes, long missing, long loose) {
  static SpaceNeed of(RepoSnapshot shelf, RepoManifest manifest, List<RepoFile> files) {
    Map<String, FileManifest> contents = shelf.contents();
    Set<String> digests = new HashSet<>();
    long bytes = 0;
    long missing = 0;
    long loose = 0;
    for (RepoFile file : files) {
      String digest = file.digest();
      if (digest == null || digests.add(digest)) {
        FileManifest here = digest == null ? shelf.stored(manifest, file) : contents.get(digest);
        bytes += file.size();
        missing += here != null ? 0 : file.size() - shelf.loaded(manifest, file);
        loose += here != null && !here.pinned() ? file.size() : 0;
      }
    }
    return new SpaceNeed(bytes, missing, loose);
  }

  /** QUOTA when there is no room for it, were everything else evicted that may go. */
  void expectRoom(Session session, String key) {
    if (missing > 0) {
      // To evict what is wanted, too, gains nothing.
      session.commits().expectRoom(key, missing + loose, session.budget());
    }
  }

  boolean fits(Session session) {
    try {
      expectRoom(session, "");
      return true;
    } catch (GranaryException full) {
      if (full.code() != Code.QUOTA) {
        throw full;
      }
      return false;
    }
  }
}
