package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.chunk.ChunkPump;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.HashedChunk;
import dev.granary.manifest.FileManifest;
import dev.granary.manifest.FileSpec;
import dev.granary.manifest.Origin;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;

/**
 * Writes one small file whose size is known: in one transaction, and without a journal, because
 * nothing of it is ever unfinished.
 *
 * <p>Whoever is writing the key keeps it as long as it is his turn: the transaction requires that
 * there is no journal, or takes over, and ends, the very one that was looked at.
 */
final class SmallPut {
  /** Smaller ones need not even be kept as handles: they are held by whoever has stored them. */
  private static final int SMALL = 64 * 1024;

  private final Session session;
  private final String key;
  private final FileSpec spec;
  private final Origin origin;
  private final Turns turns;

  /** The file's only chunk; null when it is empty. */
  private HashedChunk chunk;

  /** What stood under the key when it was last looked at, or null. */
  private Row old;

  private Row journal;

  SmallPut(Session session, String key, FileSpec spec, Origin origin, Turns turns) {
    this.session = session;
    this.key = key;
    this.spec = spec.checked();
    this.origin = origin;
    this.turns = turns;
  }

  /** Whether a file is known to be small. */
  static boolean takes(Session session, FileSpec spec) {
    return spec.size() >= 0 && spec.size() < Math.min(SMALL, session.layout().chunkSize());
  }

  /** Takes the file in, and gives it open. */
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
      GitBlob git = GitBlob.of(spec, source);
      Pumped pumped =
          pump.run(
              git == null ? source : git,
              hashed -> {
                chunk = hashed;
                return () -> null;
              },
              spec.size());
      FileWriter.keepPromises(key, spec, pumped, git);
      FileManifest stored = commit(pumped, cancel);
      progress.stored(stored.size());
      return new OpenFile(session, stored, held());
    } catch (GranaryException failure) {
      throw failure.details().containsKey("key") ? failure : failure.with("key", key);
    }
  }

  private FileManifest commit(Pumped pumped, Cancel cancel) {
    for (int i = 0; i < FileWriter.BEGIN_TRIES; i++) {
      cancel.check();
      long now = session.clock().now();
      FileManifest manifest =
          new FileManifest(
              key,
              Row.UNSTAMPED,
              pumped.size(),
              spec.type(),
              pumped.sha256(),
              chunk == null ? List.of() : List.of(chunk.ref()),
              origin,
              now,
              spec.pinned() == null ? FileWriter.isPinned(old) : spec.pinned(),
              spec.metadata());
      Outcome outcome = session.commits().commit(batch(manifest, now), key, pumped.size());
      if (outcome.committed()) {
        return manifest.withStamp(outcome.stamp());
      }
      look(cancel);
    }
    throw FileWriter.conflict(key);
  }

  private Batch batch(FileManifest manifest, long now) {
    Batch.Builder batch = Batch.of(Step.FILE_PUT, now).put(manifest).within(session.budget());
    FileWriter.requireSame(batch, Table.JOURNALS, key, journal);
    if (journal != null) {
      batch.delete(Table.JOURNALS, key);
    }
    if (spec.pinned() == null) {
      FileWriter.requireSame(batch, Table.FILES, key, old);
    }
    if (chunk != null) {
      batch.have(session.reader().mending(chunk.chunk()));
    }
    return batch.build();
  }

  /** Looks at what stands in the way until it is this writer's turn. Most often nothing does. */
  private void look(Cancel cancel) {
    do {
      cancel.check();
      Snapshot both =
          session.store().read(Keys.none().row(Table.JOURNALS, key).row(Table.FILES, key));
      journal = both.row(Table.JOURNALS, key);
      old = both.row(Table.FILES, key);
    } while (journal != null && !turns.mine(journal));
  }

  /** The bytes that were stored: they need not be read to be there whatever others do. */
  private Snapshot held() {
    Snapshot held = new Snapshot();
    if (chunk != null) {
      held.found(chunk.chunk());
    }
    return held;
  }
}
