package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Journal;
import dev.granary.file.FileInfo;
import dev.granary.file.OpenFile;
import dev.granary.space.Owners;
import dev.granary.space.Sweep;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;

/**
 * What must be true when everybody has gone: each file reads, and what nothing names goes away in
 * its time.
 */
final class Epilogue {
  private Epilogue() {}

  static void run(Run run) {
    World world = run.world;
    readAll(run);

    // 1. Nobody lives any more: a sweep ends what cannot be resumed, and after the grace period its
    // chunks go.
    world.now += 2 * Owners.LEASE;
    run.session.sweep().run(Sweep.GRACE);
    for (Row row : world.disk.rows(Table.JOURNALS)) {
      boolean resumable = Journal.decode(row.key(), row.stamp(), row.text()).resumable();
      require(resumable, "The journal of a dead owner lives on: " + row.key());
    }
    world.now += Sweep.GRACE;
    run.session.sweep().run(Sweep.GRACE);
    require(world.disk.totals().garbageBytes() == 0, "Garbage outlives its grace period");

    // 2. Nobody resumes what could be resumed. Twice the time, since a clock may have been ahead
    // when it was written.
    world.now += 2 * Sweep.KEPT_UNFINISHED + 1;
    run.session.sweep().run(Sweep.GRACE);
    world.now += Sweep.GRACE;
    run.session.sweep().run(Sweep.GRACE);
    require(world.disk.rows(Table.JOURNALS).isEmpty(), "An abandoned journal lives for ever");
    require(world.disk.totals().garbageBytes() == 0, "Garbage of a journal stays for ever");

    readAll(run);
  }

  private static void readAll(Run run) {
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
