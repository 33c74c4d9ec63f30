package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Journal;
import dev.granary.file.FileInfo;
import dev.granary.file.OpenFile;
import dev.granary.model.ModelInfo;
import dev.granary.space.Owners;
import dev.granary.space.Sweep;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;

/**
 * Checks the disk after all actors have ended: each file reads, and unnamed chunks are deleted in
 * time.
 */
final class Epilogue {
  private Epilogue() {}

  static void run(Run run) {
    World world = run.world;
    // A page of one chunk: every catalogue has more than one page.
    Sweep sweep = new Sweep(run, run.clock, run.session.owners(), 1);
    readAll(run);

    // 1. No owner lives any more. A sweep ends the journals that are not resumable, and deletes
    // their chunks after the grace.
    world.now += 2 * Owners.LEASE;
    sweep.run(Sweep.GRACE);
    for (Row row : world.disk.rows(Table.JOURNALS)) {
      boolean resumable = Journal.decode(row.key(), row.stamp(), row.text()).resumable();
      require(resumable, "The journal of a dead owner was not deleted: " + row.key());
    }
    world.now += Sweep.GRACE;
    sweep.run(Sweep.GRACE);
    require(world.disk.totals().garbageBytes() == 0, "Garbage was kept after its grace");

    // 2. No actor resumes the resumable journals. The time is doubled, because a clock may have
    // been ahead when a journal was written.
    world.now += 2 * Sweep.KEPT_UNFINISHED + 1;
    sweep.run(Sweep.GRACE);
    world.now += Sweep.GRACE;
    sweep.run(Sweep.GRACE);
    require(world.disk.rows(Table.JOURNALS).isEmpty(), "An abandoned journal was not deleted");
    require(world.disk.totals().garbageBytes() == 0, "Garbage of a journal was not deleted");

    readAll(run);
  }

  private static void readAll(Run run) {
    for (ModelInfo info : run.models.list(null, null)) {
      ModelScripts.readModel(info.manifest().id()).run(run);
    }
    for (FileInfo info : run.files.list("")) {
      FileManifest manifest = info.manifest();
      OpenFile file = run.files.open(manifest.key());
      byte[] bytes = file.bytes(0, manifest.size());
      require(
          new String(bytes, StandardCharsets.US_ASCII).equals(run.world.content(manifest.key())),
          manifest.key() + " reads as something else");
    }
  }
}
