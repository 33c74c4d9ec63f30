package dev.granary.sim;

import static dev.granary.sim.Invariants.require;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.ChunkSource.Beat;
import dev.granary.file.FileWriter;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.OpenFile;
import dev.granary.file.Writers;
import dev.granary.sim.Scenario.Fault;
import dev.granary.space.Reclaim;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Makes the actors' scripts, and checks what each may and may not see. */
final class Scripts {
  private Scripts() {}

  /** Stores a file: two letters make a chunk. */
  static Actor.Script put(String key, String content) {
    return run ->
        writing(
            run,
            key,
            content,
            () -> run.files.put(key, source(content), FileSpec.ANY, Cancel.NEVER));
  }

  /** Stores a file that is known to be smaller than a chunk. */
  static Actor.Script putSmall(String key, String content) {
    return run ->
        writing(
            run,
            key,
            content,
            () -> run.files.put(key, source(content), spec(content), Cancel.NEVER));
  }

  /** Stores a file, and touches its journal whenever it waits for its source. */
  static Actor.Script putSlowly(String key, String content) {
    return run ->
        writing(
            run,
            key,
            content,
            () -> run.files.put(key, slow(source(content)), FileSpec.ANY, Cancel.NEVER));
  }

  private static ChunkSource slow(ChunkSource source) {
    Beat[] beat = new Beat[1];
    return new ChunkSource() {
      @Override
      public void whileWaiting(Beat given) {
        beat[0] = given;
      }

      @Override
      public int chunk(int index, ChunkBuffer into) {
        beat[0].beat();
        return source.chunk(index, into);
      }
    };
  }

  /** Stores a file so that another actor can resume it. */
  static Actor.Script download(String key, String content) {
    Origin origin = new Origin("url:" + key, null);
    return run ->
        writing(
            run,
            key,
            content,
            () ->
                new Writers(run.session)
                    .begin(key, spec(content), origin, true, Cancel.NEVER)
                    .write(source(content), Cancel.NEVER, Progress.NONE));
  }

  /** Resumes a download from its journal, if there is one. */
  static Actor.Script resume(String key, String content) {
    return run -> {
      FileWriter writer;
      try {
        writer = new Writers(run.session).resume(key);
      } catch (GranaryException nothing) {
        expect(run, nothing, Code.NOT_FOUND);
        return;
      }
      writing(run, key, content, () -> writer.write(source(content), Cancel.NEVER, Progress.NONE));
    };
  }

  /** Stores a file as a caller does who gets the file back, and reads it to its end. */
  static Actor.Script putAndRead(String key, String content) {
    return run -> {
      long began = run.clock.now();
      OpenFile[] stored = {null};
      writing(
          run,
          key,
          content,
          () ->
              stored[0] =
                  run.files.putAndOpen(
                      key, source(content), FileSpec.ANY, null, Cancel.NEVER, Progress.NONE));
      if (stored[0] != null) {
        readToTheEnd(run, stored[0], content, new Spared(began, Sweep.SHORT_GRACE, -1));
      }
    };
  }

  /**
   * Resumes a download from a journal that the actor has read before, if the journal is still the
   * same.
   */
  static Actor.Script resumeRead(String key, String content) {
    return run -> {
      Row row = run.read(Keys.none().row(Table.JOURNALS, key)).row(Table.JOURNALS, key);
      Journal read = row == null ? null : Journal.decode(key, row.stamp(), row.text());
      if (read == null || !read.resumable()) {
        return;
      }
      FileWriter writer;
      try {
        writer = new Writers(run.session).resume(read, read.spec(), read.origin());
      } catch (GranaryException failed) {
        expect(run, failed, null);
        return;
      }
      if (writer != null) {
        writing(
            run, key, content, () -> writer.write(source(content), Cancel.NEVER, Progress.NONE));
      }
    };
  }

  /**
   * Checks the outcome that a writer receives: an acknowledged file is committed, a refused one is
   * not.
   */
  private static void writing(Run run, String key, String content, Runnable write) {
    int before = committed(run, key, content);
    try {
      try {
        write.run();
      } finally {
        run.observe(() -> run.world.invariants.stopsWriting(run.actor, key));
      }
      require(committed(run, key, content) > before, key + " was acknowledged but not committed");
    } catch (GranaryException refused) {
      expect(run, refused, Code.CONFLICT);
      require(
          refused.code() != Code.CONFLICT
              || run.observe(() -> run.world.invariants.contested(run.actor, key)),
          key + " was refused although no other actor wrote it");
      require(committed(run, key, content) == before, key + " was refused but committed");
    }
  }

  private static int committed(Run run, String key, String content) {
    return run.observe(() -> run.world.invariants.committed(run.actor, key, content));
  }

  /** Opens a file and reads it to its end: exactly what was committed when it was opened. */
  static Actor.Script read(String key) {
    return run -> {
      OpenFile file = run.files.open(key);
      String committed = run.observe(() -> run.world.content(key));
      require((file == null) == (committed == null), key + " and its manifest do not agree");
      if (file == null) {
        return;
      }
      long grace = run.form().lazy() ? Long.MAX_VALUE : Sweep.GRACE;
      readToTheEnd(run, file, committed, new Spared(run.clock.now(), grace, changes(run, key)));
    };
  }

  /**
   * Says how long an open file can be read.
   *
   * @param since when the grace began
   * @param grace how long the chunks stay when the sweeps of the scenario leave what readers need;
   *     for ever where the reader holds them
   * @param changes how often the key's content had changed when the file was opened
   */
  private record Spared(long since, long grace, int changes) {}

  private static void readToTheEnd(Run run, OpenFile file, String content, Spared spared) {
    String key = file.manifest().key();
    try {
      byte[] bytes = file.bytes(0, file.manifest().size());
      String text = new String(bytes, StandardCharsets.US_ASCII);
      require(text.equals(content), key + " was " + content + " and read as " + text);
    } catch (GranaryException gone) {
      if (run.threw(gone)) {
        throw gone;
      }
      boolean replaced = Boolean.TRUE.equals(gone.details().get("replaced"));
      boolean changed = changes(run, key) != spared.changes;
      boolean young = run.clock.now() - spared.since < spared.grace;
      boolean kept = run.world.scenario.sparesReaders && young;
      require(
          replaced && changed && spared.grace != Long.MAX_VALUE && !kept,
          key + " could not be read to its end: " + gone.code() + " " + gone.getMessage());
    }
  }

  private static int changes(Run run, String key) {
    return run.observe(() -> run.world.invariants.changes(key));
  }

  static Actor.Script clean() {
    return run -> run.sweep.sweepAll(Cancel.NEVER);
  }

  static Actor.Script sweep(long grace) {
    return run -> run.sweep.run(grace);
  }

  /** Sweeps as a session does in the background: what no reader needs. */
  static Actor.Script sweepGarbage() {
    return run -> run.sweep.sweepGarbage();
  }

  static Actor.Script delete(String key) {
    return run -> {
      try {
        run.files.delete(key);
      } catch (GranaryException failed) {
        expect(run, failed, Code.NOT_FOUND);
      }
    };
  }

  static Actor.Script pin(String key) {
    return run -> {
      try {
        run.files.pin(key, true);
      } catch (GranaryException failed) {
        expect(run, failed, Code.NOT_FOUND);
      }
    };
  }

  /** Uses a file and writes the time of its last use. */
  static Actor.Script use(String key) {
    return run -> {
      run.files.open(key);
      run.session.accessLog().flush();
    };
  }

  /** Makes room as a writer at quota does. */
  static Actor.Script makeRoom(long bytes) {
    return run ->
        new Reclaim(run, run.clock, run.sweep, run.session.accessLog(), SpacePort.UNKNOWN)
            .free(bytes, "");
  }

  /** Runs the scripts one after the other, in the same actor. */
  static Actor.Script inTurn(Actor.Script... scripts) {
    return run -> {
      for (Actor.Script script : scripts) {
        script.run(run);
      }
    };
  }

  static ChunkSource source(String content) {
    return ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
  }

  private static FileSpec spec(String content) {
    return new FileSpec("", content.length(), null, null, null);
  }

  /** Accepts an error if it is the named one, or one that the scenario's faults cause. */
  static void expect(Run run, GranaryException error, Code allowed) {
    Set<Fault> faults = run.world.scenario.faults;
    boolean caused =
        (error.code() == Code.QUOTA && run.world.scenario.roomIsShort())
            || (error.code() == Code.FAILED && faults.contains(Fault.FAILURE))
            || run.threw(error);
    if (error.code() != allowed && !caused) {
      throw error;
    }
  }
}
