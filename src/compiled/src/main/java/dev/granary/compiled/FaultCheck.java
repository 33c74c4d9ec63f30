package dev.granary.compiled;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.file.FileWriter;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.file.Writers;
import dev.granary.session.Session;
import dev.granary.store.Store;
import java.util.function.Supplier;

/** Checks what the caller receives and what stays in the store when a write fails. */
final class FaultCheck implements Check {
  private static final byte[] CONTENT = Sample.bytes(16);

  private final String name;
  private final Supplier<Store> stores;

  FaultCheck(String name, Supplier<Store> stores) {
    this.name = "fault." + name;
    this.stores = stores;
  }

  @Override
  public void run(Report report) {
    promises(report);
    absences(report);
    takenOver(report);
    noRoom(report);
  }

  private void promises(Report report) {
    Setting setting = new Setting(stores.get(), 7);
    setting.files().put("a", ChunkSource.of(new byte[9]), FileSpec.ANY, Cancel.NEVER);
    String sha256 = Hex.encode(Sha256.of(CONTENT, 0, CONTENT.length));
    for (long size : new long[] {0, 7, 15, 16, 17}) {
      promise(report, setting, size, null);
    }
    promise(report, setting, FileSpec.UNKNOWN, sha256);
    promise(report, setting, FileSpec.UNKNOWN, "00".repeat(32));
    promise(report, setting, 16, "00".repeat(32));
  }

  private void promise(Report report, Setting setting, long size, String sha256) {
    FileSpec spec = new FileSpec("", size, sha256, false, null);
    PieceSource dribble = new PieceSource(CONTENT, 0, 4);
    String line = name + ".promised." + size + "." + sha256;
    report.attempt(
        line, () -> setting.files().put("a", ChunkSource.of(dribble), spec, Cancel.NEVER).encode());
    report.add(line + ".left", dribble + ", " + setting.totals());
  }

  private void absences(Report report) {
    Setting setting = new Setting(stores.get(), 7);
    Files files = setting.files();
    report.attempt(name + ".open", () -> files.open("a"));
    report.attempt(
        name + ".pin",
        () -> {
          files.pin("a", true);
          return "pinned";
        });
    report.attempt(name + ".resume", () -> new Writers(setting.session("me")).resume("a"));
    new Writers(setting.session("me")).begin("a", FileSpec.ANY, null, false, Cancel.NEVER);
    report.attempt(name + ".resume.put", () -> new Writers(setting.session("me")).resume("a"));
    files.put("a", ChunkSource.of(CONTENT), FileSpec.ANY, Cancel.NEVER);
    long[][] ranges = {{-1, 2}, {2, 1}, {0, 17}, {17, 17}, {1L << 32, 1L << 33}, {16, 16}};
    for (long[] range : ranges) {
      report.attempt(
          name + ".range." + range[0], () -> files.open("a").bytes(range[0], range[1]).length);
    }
    for (int size : new int[] {-1, 0, 65_535, 65_536, 67_108_864, 67_108_865}) {
      report.attempt(name + ".layout." + size, () -> ChunkLayout.of(size));
    }
  }

  private void takenOver(Report report) {
    Setting setting = new Setting(stores.get(), 7);
    FileWriter first =
        new Writers(setting.session("one")).begin("a", FileSpec.ANY, null, true, Cancel.NEVER);
    FileWriter second = new Writers(setting.session("two")).resume("a");
    report.attempt(name + ".stale", () -> write(first));
    report.attempt(name + ".owner", () -> write(second));
    report.add(name + ".taken", setting.totals());
  }

  private static String write(FileWriter writer) {
    FileManifest manifest = writer.write(ChunkSource.of(CONTENT), Cancel.NEVER, Progress.NONE);
    return manifest.encode();
  }

  private void noRoom(Report report) {
    Setting setting = new Setting(stores.get(), 7);
    Session session = setting.session("me", 40);
    Files files = new Files(session);
    for (String key : new String[] {"a", "b", "c"}) {
      byte[] content = Sample.bytes(20);
      content[0] = (byte) key.charAt(0);
      content[7] = content[0];
      content[14] = content[0];
      report.attempt(
          name + ".room." + key,
          () -> files.put(key, ChunkSource.of(content), FileSpec.ANY, Cancel.NEVER).encode());
      files.list("").forEach(file -> report.add(name + ".room." + key + ".kept", file.key()));
      setting.pass(1000);
    }
    report.attempt(
        name + ".room.none",
        () -> files.put("d", ChunkSource.of(Sample.bytes(50)), FileSpec.ANY, Cancel.NEVER));
    report.add(name + ".room.left", setting.totals());
    ChunkSource broken =
        (index, into) -> {
          throw new GranaryException(Code.NETWORK, "The connection broke.").with("retryable", true);
        };
    report.attempt(name + ".source", () -> files.put("d", broken, FileSpec.ANY, Cancel.NEVER));
  }
}
