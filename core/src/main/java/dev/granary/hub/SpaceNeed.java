package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.session.Session;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts the bytes that some files need. Content that several files share counts once.
 *
 * @param bytes all bytes of the files
 * @param missing the bytes that are not stored under any key
 * @param held the stored bytes that an eviction could free: unpinned files, unfinished downloads
 */
record SpaceNeed(long bytes, long missing, long held) {
  static SpaceNeed of(RepoSnapshot snapshot, RepoManifest manifest, List<RepoFile> files) {
    Map<String, FileManifest> contents = snapshot.contents();
    Set<String> digests = new HashSet<>();
    long bytes = 0;
    long missing = 0;
    long held = 0;
    for (RepoFile file : files) {
      String digest = file.digest();
      if (digest == null || digests.add(digest)) {
        FileManifest here = digest == null ? snapshot.stored(manifest, file) : contents.get(digest);
        bytes += file.size();
        long loaded = here != null ? file.size() : snapshot.loaded(manifest, file);
        missing += file.size() - loaded;
        held += here != null && here.pinned() ? 0 : loaded;
      }
    }
    return new SpaceNeed(bytes, missing, held);
  }

  /** Throws QUOTA when there is no room, even if every other unpinned item is evicted. */
  void expectRoom(Session session, String key) {
    if (missing > 0) {
      // Evicting the selected files themselves gains nothing.
      session.commits().expectRoom(key, missing, held, session.budget());
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
