package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkPump;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.HashedChunk;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;

/**
 * Writes one small file of known size in one transaction. It needs no journal, because the file is
 * never unfinished.
 *
 * <p>A current writer keeps the key while the election protects it. The transaction requires that
 * there is no journal, or takes over and deletes exactly the journal that the election gave up.
 */
final class SmallPut {
  /** Smaller files need no handles: the put keeps their bytes in memory. */
  private static final int SMALL = 64 * 1024;

  private final Session session;
  private final String key;
  private final FileSpec spec;
  private final Origin origin;
  private final WriterElection election;

  /** The file's only chunk; null when the file is empty. */
  private HashedChunk chunk;

  /** What the put found under the key when it last looked. */
  private KeyState found;

  SmallPut(Session session, String key, FileSpec spec, Origin origin, WriterElection election) {
    KeyState.expectAllowed(key);
    this.session = session;
    this.key = key;
    this.spec = spec.checked();
    this.origin = origin;
    this.election = election;
    // Most often no journal and no file exist, so the put reads them only after a refusal.
    this.found = new KeyState(key, null, null);
  }

  /** Returns whether a file is known to be small. */
  static boolean takes(Session session, FileSpec spec) {
    return spec.size() >= 0 && spec.size() < Math.min(SMALL, session.layout().chunkSize());
  }

  /** Writes the file and returns it open. */
  OpenFile write(ChunkSource source, Cancel cancel, FileWriter.Progress progress) {
    try {
      ChunkPump pump =
          new ChunkPump(
              session.layout().chunkSize(),
              session.digests(),
              session.buffers(),
              cancel,
              Start.FIRST,
              false,
              spec.encoded() ? session.codec() : null);
      ContentCheck promised = new ContentCheck(key, spec, source);
      Pumped pumped =
          pump.run(
              promised.source(),
              hashed -> {
                chunk = hashed;
                return () -> null;
              },
              key,
              spec);
      promised.expectKept(pumped);
      FileManifest stored = commit(pumped, cancel);
      progress.stored(stored.size());
      return new OpenFile(session, stored, held());
    } catch (GranaryException failure) {
      throw failure.withIfAbsent("key", key);
    }
  }

  private FileManifest commit(Pumped pumped, Cancel cancel) {
    List<ChunkRef> chunks = chunk == null ? List.of() : List.of(chunk.ref());
    for (int i = 0; i < Writers.TRIES; i++) {
      cancel.check();
      long now = session.clock().now();
      FileManifest manifest = found.replacedBy(spec, pumped, chunks, origin, now);
      Outcome outcome = session.commits().commit(batch(manifest, now), key, pumped.size());
      if (outcome.committed()) {
        return manifest.withStamp(outcome.stamp());
      }
      found = KeyState.inTurn(session, key, election, cancel);
    }
    throw FileWriter.conflict(key);
  }

  private Batch batch(FileManifest manifest, long now) {
    Batch.Builder batch = Batch.of(Step.FILE_PUT, now).put(manifest.row()).within(session.budget());
    found.requireJournal(batch);
    if (found.journal() != null) {
      batch.delete(Table.JOURNALS, key);
    }
    found.requireFile(batch, spec);
    if (chunk != null) {
      batch.have(session.reader().mending(chunk.chunk()));
    }
    return batch.build();
  }

  /** Returns the stored bytes, which a reader can use without reading the store again. */
  private Snapshot held() {
    Snapshot held = new Snapshot();
    if (chunk != null) {
      held.found(chunk.chunk());
    }
    return held;
  }
}
