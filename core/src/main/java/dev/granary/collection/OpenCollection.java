package dev.granary.collection;

import dev.granary.catalog.ChunkRef;
import dev.granary.file.OpenContent;
import dev.granary.session.Session;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/** Reads the segments of a stored collection, as they were when the collection was opened. */
public final class OpenCollection {
  private final CollectionManifest manifest;
  private final OpenContent content;
  private int next;
  private long at;

  OpenCollection(Session session, CollectionManifest manifest, Snapshot opened) {
    this.manifest = manifest;
    RowKey row = new RowKey(Table.COLLECTIONS, manifest.name());
    content = new OpenContent(session, row, manifest.segments(), opened);
  }

  public CollectionManifest manifest() {
    return manifest;
  }

  /** Reads the next segment, verified; null after the last. May suspend. */
  public byte[] nextSegment() {
    if (next == manifest.segments().size()) {
      return null;
    }
    ChunkRef segment = manifest.segments().get(next++);
    long from = at;
    at += segment.size();
    return content.bytes(from, at);
  }
}
