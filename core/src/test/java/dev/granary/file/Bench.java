package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Scheduler;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.codec.Deflate;
import dev.granary.chunk.codec.ZipDeflate;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.session.Session;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** Provides a store and a session whose chunks have four bytes, and a clock. Contents are texts. */
final class Bench {
  static final Origin ORIGIN = new Origin("https://example.org/a", "etag");

  final GlassStore disk;
  final Set<String> dead = new HashSet<>();
  long now = 1_800_000_000_000L;
  FaultyStore store;
  Session session;
  Files files;
  Writers writers;
  SpacePort room = SpacePort.UNKNOWN;
  Deflate deflate = new ZipDeflate();
  private String owner;
  private int chunkSize;
  private long budget;

  Bench() {
    this(ChunkForm.MEMORY);
  }

  Bench(ChunkForm form) {
    disk = new GlassStore(form);
    connect("first", 4, Batch.UNLIMITED);
  }

  /** Opens another session, which everything after this call uses. */
  void connect(String newOwner, int newChunkSize, long newBudget) {
    connect(disk, newOwner, newChunkSize, newBudget);
  }

  /** Opens another session that reaches the store through {@code way}. */
  void connect(Store way, String newOwner, int newChunkSize, long newBudget) {
    owner = newOwner;
    chunkSize = newChunkSize;
    budget = newBudget;
    store = new FaultyStore(way);
    session =
        Session.open(
            store,
            () -> now,
            () -> journal -> !dead.contains(journal.owner()),
            owner,
            Digests.JAVA,
            new ChunkLayout(chunkSize),
            budget,
            Verify.FIRST_READ,
            room,
            deflate,
            Scheduler.NONE);
    files = new Files(session);
    writers = new Writers(session);
  }

  /** Ends the session and opens another one. */
  void dieAndReconnect(String newOwner) {
    dead.add(owner);
    connect(newOwner, chunkSize, budget);
  }

  FileManifest put(String key, String content) {
    return files.put(key, new TextSource(content), FileSpec.ANY, Cancel.NEVER);
  }

  FileManifest download(String key, TextSource source, FileSpec spec) {
    return new Writers(session)
        .begin(key, spec, ORIGIN, true, Cancel.NEVER)
        .write(source, Cancel.NEVER, FileWriter.Progress.NONE);
  }

  FileManifest resume(String key, TextSource source) {
    return writers.resume(key).write(source, Cancel.NEVER, FileWriter.Progress.NONE);
  }

  /** Reads a key as text, or returns null; checks the digest. */
  String read(String key) {
    OpenFile file = files.open(key);
    return file == null ? null : read(file);
  }

  static String read(OpenFile file) {
    byte[] bytes = file.bytes(0, file.manifest().size());
    assertEquals(file.manifest().sha256(), Hex.encode(Sha256.of(bytes, 0, bytes.length)));
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  String chunkId(String key, int index) {
    return files.open(key).manifest().chunks().get(index).id();
  }

  List<Row> journals() {
    return disk.rows(Table.JOURNALS);
  }

  /** Ends all sessions. A sweep without grace must leave what files name, and nothing else. */
  void assertNothingIsLeftBehind() {
    dieAndReconnect("the sweeper");
    Sweep.Report report = session.sweep().run(0);
    assertEquals(null, report.failure());
    assertEquals(List.of(), journals());
    assertEquals(0, disk.totals().garbageBytes());
    Set<String> named = new HashSet<>();
    disk.rows(Table.FILES).forEach(row -> named.addAll(row.names()));
    disk.rows(Table.TENSORS).forEach(row -> named.addAll(row.names()));
    assertEquals(named.size(), disk.chunks().size());
    assertTotalsEqualARecount();
  }

  void assertTotalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
    assertEquals(disk.chunks().size(), disk.bytesCount());
  }

  static GranaryException fails(Code code, Executable work) {
    GranaryException failure = assertThrows(GranaryException.class, work);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  static FileSpec sized(long size) {
    return new FileSpec("", size, null, false, null);
  }
}
