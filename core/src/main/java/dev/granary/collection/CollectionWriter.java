package dev.granary.collection;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.HashedChunk;
import dev.granary.digest.Hex;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.JournalWriter;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.NewChunk;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Saves the image of one collection. New segments are stored one by one, under a journal; while one
 * is being stored, the next is made. The last transaction puts the row, if no other session has
 * saved since. Until then the old image stays.
 */
final class CollectionWriter {
  private final Session session;
  private final String name;

  /** The image that is stored, or null. */
  private final CollectionManifest old;

  private final List<ChunkRef> segments = new ArrayList<>();
  private final Progress progress;

  /** Begun with the first new segment. */
  private JournalWriter journal;

  private Pending<Void> storing;

  CollectionWriter(Session session, String name, CollectionManifest old, Progress progress) {
    this.session = session;
    this.name = name;
    this.old = old;
    this.progress = progress;
  }

  /** Stores all new segments, and then the row. */
  CollectionManifest run(SegmentSource source, CollectionManifest.Content content, Cancel cancel) {
    try {
      while (source.advance()) {
        cancel.check();
        int kept = source.kept();
        segments.add(kept >= 0 ? old.segments().get(kept) : store(source.bytes()));
      }
      join();
      cancel.check();
      return commit(content);
    } catch (RuntimeException | Error failure) {
      abandon();
      throw failure;
    }
  }

  private ChunkRef store(byte[] bytes) {
    Pending<byte[]> hash = session.digests().sha256(bytes, bytes.length);
    int[] crcs = session.digests().blockCrcs(bytes, bytes.length).join();
    NewChunk chunk = new NewChunk(Hex.encode(hash.join()), bytes.length, crcs, bytes);
    if (journal == null) {
      journal = JournalWriter.begin(session, name, fresh(), null);
    }
    join();
    HashedChunk hashed = new HashedChunk(chunk, "");
    storing = journal.sink(progress).begin(hashed);
    return hashed.ref();
  }

  private Journal fresh() {
    String key =
        Journal.RESERVED
            + "collection/"
            + name
            + "/"
            + session.owner()
            + "/"
            + session.nextNumber();
    long now = session.clock().now();
    return new Journal(
        key,
        Row.UNSTAMPED,
        session.owner(),
        now,
        now,
        false,
        null,
        FileSpec.ANY,
        session.layout().chunkSize(),
        List.of(),
        "");
  }

  private void join() {
    Pending<Void> begun = storing;
    storing = null;
    if (begun != null) {
      begun.join();
    }
  }

  private CollectionManifest commit(CollectionManifest.Content content) {
    long now = session.clock().now();
    CollectionManifest manifest = content.manifest(name, now, segments);
    Batch.Builder batch = Batch.of(Step.COLLECTION_PUT, now).put(manifest.row());
    if (old == null) {
      batch.requireAbsent(Table.COLLECTIONS, name);
    } else {
      batch.requireStamp(Table.COLLECTIONS, name, old.generation());
    }
    Outcome outcome =
        journal == null ? session.commits().commit(batch.build(), name, 0) : journal.commit(batch);
    if (!outcome.committed()) {
      throw conflict(name);
    }
    return manifest.withGeneration(outcome.stamp());
  }

  static GranaryException conflict(String name) {
    return new GranaryException(
            Code.CONFLICT,
            "Another tab or worker has saved or deleted the collection \""
                + name
                + "\" since it was opened here. Open it again.")
        .with("key", name);
  }

  private void abandon() {
    try {
      join();
    } catch (RuntimeException second) {
      // The caller needs the first failure, not this one.
    }
    if (journal != null) {
      journal.abandon(false);
    }
  }
}
