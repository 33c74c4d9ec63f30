package dev.granary.compiled;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.Writers;
import dev.granary.session.Session;
import dev.granary.space.Sweep;
import dev.granary.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks files through the pump and back, in pieces and broken off in every way, until the sweep
 * deletes them.
 */
final class PumpCheck implements Check {
  private static final int[] CHUNK_SIZES = {1, 7};
  private static final int[] PIECES = {1, 6, 7, 8, 1000};

  private final String name;
  private final Supplier<Store> stores;

  PumpCheck(String name, Supplier<Store> stores) {
    this.name = "pump." + name;
    this.stores = stores;
  }

  @Override
  public void run(Report report) {
    for (int chunkSize : CHUNK_SIZES) {
      sizes(report, chunkSize);
    }
    for (int piece : PIECES) {
      pieces(report, piece);
    }
    int checks = 0;
    while (resume(report, checks)) {
      checks++;
    }
    life(report);
  }

  private void sizes(Report report, int chunkSize) {
    Setting setting = new Setting(stores.get(), chunkSize);
    Files files = setting.files();
    int[] sizes = {0, chunkSize - 1, chunkSize, chunkSize + 1, 2 * chunkSize};
    for (int size : sizes) {
      byte[] content = Sample.bytes(size);
      String line = name + ".size." + chunkSize + "." + size;
      report.add(line, put(files, "a", ChunkSource.of(content)));
      OpenFile file = files.open("a");
      boolean whole = Arrays.equals(content, file.bytes(0, size));
      int from = size / 3;
      int to = size - size / 4;
      boolean part = Arrays.equals(Arrays.copyOfRange(content, from, to), file.bytes(from, to));
      report.add(line + ".back", whole + " " + part);
    }
    report.add(name + ".size." + chunkSize + ".totals", setting.totals());
  }

  private void pieces(Report report, int piece) {
    PieceSource dribble = new PieceSource(Sample.bytes(16), 0, piece);
    Files files = new Setting(stores.get(), 7).files();
    report.add(name + ".piece." + piece, put(files, "a", ChunkSource.of(dribble)));
    report.add(name + ".piece." + piece + ".source", dribble.toString());
  }

  private static String put(Files files, String key, ChunkSource source) {
    return files.put(key, source, FileSpec.ANY, Cancel.NEVER).encode();
  }

  /**
   * Stops a writer after {@code checks} checks of its cancel, and lets another one resume from the
   * journal.
   *
   * @return whether the writer was stopped
   */
  private boolean resume(Report report, int checks) {
    byte[] content = Sample.bytes(16);
    Setting setting = new Setting(stores.get(), 7);
    String line = name + ".resume." + checks;
    List<Long> progress = new ArrayList<>();
    try {
      FileWriter first =
          new Writers(setting.session("one")).begin("a", FileSpec.ANY, null, true, Cancel.NEVER);
      first.write(ChunkSource.of(content), after(checks), progress::add);
      return false;
    } catch (GranaryException stopped) {
      report.add(line + ".stopped", stopped.code().name() + ' ' + progress);
    }
    report.add(line + ".totals", setting.totals());
    FileWriter second = new Writers(setting.session("two")).resume("a");
    int watermark = (int) second.watermark();
    PieceSource rest = new PieceSource(content, watermark, 4);
    FileManifest manifest = second.write(ChunkSource.of(rest), Cancel.NEVER, Progress.NONE);
    report.add(line, watermark + " " + manifest.encode());
    report.add(line + ".done", setting.totals());
    return true;
  }

  private static Cancel after(int checks) {
    int[] left = {checks};
    return () -> {
      if (left[0]-- == 0) {
        throw new GranaryException(Code.CLOSED, "Stopped by the check.");
      }
    };
  }

  private void life(Report report) {
    Setting setting = new Setting(stores.get(), 7);
    Session session = setting.session("me");
    Files files = new Files(session);
    byte[] content = Sample.bytes(30);
    put(files, "dir/a", ChunkSource.of(content));
    put(files, "dir/b", ChunkSource.of(Arrays.copyOf(content, 16)));
    put(files, "c", ChunkSource.of(new byte[21]));
    report.add(name + ".life.put", setting.totals());
    OpenFile open = files.open("dir/a");
    session.accessLog().flush();
    put(files, "dir/a", ChunkSource.of(Arrays.copyOfRange(content, 14, 30)));
    report.add(name + ".life.overwritten", setting.totals());
    files.pin("dir/b", true);
    report.add(name + ".life.list", files.list("dir/").toString());
    report.add(name + ".life.deleted", files.delete("dir/a") + " " + files.delete("dir/a"));
    report.add(name + ".life.garbage", setting.totals());
    for (long grace : new long[] {Sweep.GRACE, Sweep.GRACE, 0, 0}) {
      report.add(name + ".life.swept", session.sweep().run(grace).toString());
      report.add(name + ".life.totals", setting.totals());
      setting.pass(Sweep.GRACE);
    }
    report.add(name + ".life.open", String.valueOf(Arrays.equals(content, open.bytes(0, 30))));
    report.add(name + ".life.peak", session.buffers().count() + " " + session.buffers().peak());
  }
}
