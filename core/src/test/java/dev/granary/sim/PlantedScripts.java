package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.space.Owners;
import dev.granary.space.Reclaim;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Outcome;
import dev.granary.store.Requirement;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes the actors of the planted bugs. */
final class PlantedScripts {
  private PlantedScripts() {}

  /** Runs the right script, but its commits require nothing from one step on. */
  static Actor.Script withoutRequirements(Step from, Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch ->
              batch.step() == from || (from == Step.FILE_CHUNK && batch.step() == Step.FILE_COMMIT)
                  ? copy(batch, false, batch.chunks())
                  : batch);
      script.run(run);
    };
  }

  /** Runs the right script, but one of its steps requires only that a row is there. */
  static Actor.Script requiringPresence(Step step, Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch -> {
            if (batch.step() != step) {
              return batch;
            }
            Batch.Builder copy = Batch.of(step, batch.now()).put(batch.puts().get(0));
            for (Requirement each : batch.requirements()) {
              copy.requirePresent(each.row().table(), each.row().key());
            }
            return copy.build();
          });
      script.run(run);
    };
  }

  /** Runs the right script, but offers a chunk only if an earlier read did not find it. */
  static Actor.Script decidingPresenceOutside(Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch -> {
            if (batch.step() != Step.FILE_CHUNK) {
              return batch;
            }
            String id = batch.chunks().get(0).id();
            boolean there = run.read(Keys.none().payload(id)).chunk(id) != null;
            return there ? copy(batch, true, List.of()) : batch;
          });
      script.run(run);
    };
  }

  /**
   * Runs the right script under a shared lock of the database. A sweep waits for the lock
   * exclusively.
   */
  static Actor.Script underTheDatabaseLock(Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch -> {
            if (batch.step() == Step.SWEEP) {
              run.lock(true);
            }
            return batch;
          });
      run.lock(false);
      script.run(run);
      run.unlock();
    };
  }

  /**
   * Runs the right script, but makes room just before the end and may evict even the old version.
   */
  static Actor.Script evictingItsOwnKey(Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch -> {
            if (batch.step() == Step.FILE_COMMIT) {
              new Reclaim(
                      run,
                      run.clock,
                      run.session.sweep(),
                      run.session.accessLog(),
                      SpacePort.UNKNOWN)
                  .free(8, "");
            }
            return batch;
          });
      script.run(run);
    };
  }

  /** Runs the right script, but the commit does not require that the old file is unchanged. */
  static Actor.Script whateverIsOverwritten(Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch -> {
            if (batch.step() != Step.FILE_COMMIT) {
              return batch;
            }
            String key = batch.puts().get(0).key();
            Row journal = run.read(Keys.none().row(Table.JOURNALS, key)).row(Table.JOURNALS, key);
            return Batch.of(batch.step(), batch.now())
                .requireStamp(Table.JOURNALS, key, journal.stamp())
                .put(batch.puts().get(0))
                .delete(Table.JOURNALS, key)
                .build();
          });
      script.run(run);
    };
  }

  /** Runs the right script, but its discard deletes more than the journal. */
  static Actor.Script discardingTheOldFileToo(String key, Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch ->
              batch.step() == Step.FILE_DISCARD
                  ? Batch.of(batch.step(), batch.now())
                      .delete(Table.JOURNALS, key)
                      .delete(Table.FILES, key)
                      .build()
                  : batch);
      script.run(run);
    };
  }

  private static Batch copy(Batch batch, boolean requiring, List<NewChunk> chunks) {
    Batch.Builder copy = Batch.of(batch.step(), batch.now());
    if (requiring) {
      for (Requirement each : batch.requirements()) {
        copy.requireStamp(each.row().table(), each.row().key(), each.stamp());
      }
    }
    batch.puts().forEach(copy::put);
    batch.deletes().forEach(key -> copy.delete(key.table(), key.key()));
    chunks.forEach(copy::have);
    return copy.sweep(batch.sweep(), batch.grace()).within(batch.budget()).build();
  }

  /** Sweeps with owners that were asked before the journals are read. */
  static void sweepOfOwnersAskedFirst(Run run) {
    Predicate<Journal> living = run.living();
    new Sweep(run, run.clock, () -> living).run(0);
  }

  /**
   * Sweeps garbage with an answer from before the chunks are read: whether other sessions are open.
   */
  static void sweepAloneAskedFirst(Run run) {
    boolean alone = run.alone();
    Owners asked =
        new Owners() {
          @Override
          public Predicate<Journal> living() {
            return run.living();
          }

          @Override
          public boolean alone() {
            return alone;
          }
        };
    new Sweep(run, run.clock, asked).sweepGarbage();
  }

  /** Runs the right script, but its sweeps have another grace. */
  static Actor.Script withGrace(long grace, Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch ->
              batch.step() == Step.SWEEP
                  ? Batch.of(batch.step(), batch.now()).sweep(batch.sweep(), grace).build()
                  : batch);
      script.run(run);
    };
  }

  /** Runs the right script, but its small puts have no budget. */
  static Actor.Script withoutBudget(Actor.Script script) {
    return run -> {
      run.plantInBatches(
          batch -> {
            if (batch.step() != Step.FILE_PUT) {
              return batch;
            }
            Batch.Builder copy = Batch.of(batch.step(), batch.now());
            for (Requirement each : batch.requirements()) {
              copy.requireStamp(each.row().table(), each.row().key(), each.stamp());
            }
            batch.puts().forEach(copy::put);
            batch.deletes().forEach(key -> copy.delete(key.table(), key.key()));
            batch.chunks().forEach(copy::have);
            return copy.build();
          });
      script.run(run);
    };
  }

  static void sweepOfWhatWasUnnamed(Run run) {
    Snapshot seen =
        run.read(Keys.none().chunkPage("", 100).rows(Table.FILES, "").rows(Table.JOURNALS, ""));
    List<String> unnamed = new ArrayList<>(seen.page());
    seen.rows(Table.FILES, "").forEach(row -> unnamed.removeAll(row.names()));
    seen.rows(Table.JOURNALS, "").forEach(row -> unnamed.removeAll(row.names()));
    run.commit(Batch.of(Step.SWEEP, run.clock.now()).sweep(unnamed, 0).build());
  }

  static void putManifestFirst(Run run, String key, String content) {
    List<NewChunk> chunks = new ArrayList<>();
    List<ChunkRef> refs = new ArrayList<>();
    for (int i = 0; i < content.length(); i += 2) {
      byte[] bytes = content.substring(i, i + 2).getBytes(StandardCharsets.US_ASCII);
      String id = Hex.encode(Sha256.of(bytes, 0, bytes.length));
      chunks.add(new NewChunk(id, bytes.length, Crc32c.ofBlocks(bytes, 0, bytes.length), bytes));
      refs.add(new ChunkRef(id, bytes.length));
    }
    byte[] whole = content.getBytes(StandardCharsets.US_ASCII);
    String sha256 = Hex.encode(Sha256.of(whole, 0, whole.length));
    long now = run.clock.now();
    FileManifest manifest =
        new FileManifest(
            key, Row.UNSTAMPED, whole.length, "", sha256, refs, null, now, false, null);
    run.commit(Batch.of(Step.FILE_COMMIT, now).put(manifest.row()).build());
    Journal journal =
        new Journal(key, 0, run.actor, now, now, false, null, FileSpec.ANY, 2, refs, "");
    Batch.Builder batch = Batch.of(Step.FILE_CHUNK, now).put(journal.row());
    chunks.forEach(batch::have);
    Outcome outcome = run.commit(batch.build());
    require(outcome.committed(), "The chunks could not be stored after the manifest");
  }

  static void readInTwoTransactions(Run run, String key) {
    Row row = run.read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
    for (String id : row.names()) {
      Snapshot later = run.read(Keys.none().payload(id));
      require(later.payload(id) != null, key + " was stored, but one of its chunks was not");
    }
  }
}
