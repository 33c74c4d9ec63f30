package dev.granary.demo;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.chunk.ChunkLayout;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.file.FileWriter;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.Session;
import dev.granary.manifest.FileManifest;
import dev.granary.manifest.FileSpec;
import dev.granary.manifest.Origin;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Owners;
import dev.granary.store.Store;
import dev.granary.store.Table;
import dev.granary.store.Totals;

/** Walks through what the core does today, on the JVM and in memory. */
public final class Demonstration {
  private static final long MODEL_SIZE = 100L * 1024 * 1024;
  private static final String KEY = "models/generated.bin";

  private final Store store = new MemoryStore();
  private final Session session =
      Session.open(
          store,
          System::currentTimeMillis,
          Owners.byLease(System::currentTimeMillis),
          "demonstration",
          Digests.JAVA,
          ChunkLayout.of(ChunkLayout.DEFAULT_SIZE));
  private final Files files = new Files(session);

  private Demonstration() {}

  public static void main(String[] args) {
    new Demonstration().run();
  }

  private void run() {
    say("Granary's core, on the JVM, with a store in memory.");

    say("1. A download of 100 MiB, in chunks 0 to 9, breaks before chunk 6.");
    Origin origin = new Origin("https://example.org/generated.bin", "\"v1\"");
    FileSpec spec = new FileSpec("application/octet-stream", MODEL_SIZE, null, false, null);
    GeneratedModel broken = new GeneratedModel(MODEL_SIZE, 6);
    try {
      FileWriter.begin(session, KEY, spec, origin, true).write(broken, Cancel.NEVER, Progress.NONE);
    } catch (GranaryException failure) {
      say("   " + failure.code() + ": " + failure.getMessage());
    }
    say(
        "   The key "
            + (files.has(KEY) ? "exists" : "does not exist")
            + "; its journal holds "
            + mib(totals().bytes(Table.JOURNALS))
            + " in "
            + totals().chunkCount()
            + " chunks.");

    say("2. It is resumed from the journal alone.");
    GeneratedModel rest = new GeneratedModel(MODEL_SIZE);
    FileWriter resumed = FileWriter.resume(session, KEY);
    long watermark = resumed.watermark();
    FileManifest manifest = resumed.write(rest, Cancel.NEVER, Progress.NONE);
    say(
        "   From "
            + mib(watermark)
            + " on: "
            + rest.chunksGiven()
            + " chunks were fetched, and none twice.");
    say("   SHA-256 of the whole, hashed once while it came: " + manifest.sha256());
    say("   Chunk buffers owned at most: " + session.buffers().peak() + ".");

    say("3. The same bytes under another key cost nothing.");
    FileManifest copy =
        files.put("models/copy.bin", new GeneratedModel(MODEL_SIZE), FileSpec.ANY, Cancel.NEVER);
    say(
        "   Same digest: "
            + copy.sha256().equals(manifest.sha256())
            + "; two files of "
            + mib(totals().bytes(Table.FILES))
            + " take "
            + mib(totals().storedBytes())
            + ".");

    say("4. A range is read and verified, touching only its 64 KiB blocks.");
    OpenFile open = files.open(KEY);
    say("   " + open.bytes(12_345_678, 12_445_678).length + " bytes from the middle.");

    Sha256 readBack = new Sha256();
    open.forEach(
        ChunkLayout.DEFAULT_SIZE,
        session.buffers(),
        (index, memory, length) -> readBack.update(memory, 0, length));
    boolean right = Hex.encode(readBack.digest()).equals(manifest.sha256());
    say("   The whole, chunk by chunk, has the right digest: " + right + ".");

    say("5. Deleted while somebody reads it.");
    files.delete(KEY);
    files.delete("models/copy.bin");
    say(
        "   Garbage: "
            + mib(totals().garbageBytes())
            + "; the open file still gives "
            + open.bytes(0, 1000).length
            + " bytes.");
    say(
        "   Swept: "
            + mib(session.sweep().run(0).bytes())
            + "; stored now: "
            + mib(totals().storedBytes())
            + ".");
  }

  private Totals totals() {
    return store.read(Keys.none().totals()).totals();
  }

  private static String mib(long bytes) {
    return bytes / (1024 * 1024) + " MiB";
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
