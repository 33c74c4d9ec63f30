package dev.granary.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha1;
import dev.granary.digest.Sha256;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.WriterElection;
import dev.granary.session.Session;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/** Holds a store with chunks of four bytes, a server, and a clock that moves with each wait. */
final class Bench {
  static final String KEY = "k";
  static final String CONTENT = "aaaabbbbccccdd";

  final GlassStore disk;
  final ScriptedServer server = new ScriptedServer(CONTENT);
  final Set<String> dead = new HashSet<>();
  final List<Long> waits = new ArrayList<>();

  /** The reports to the listener: loaded/total, and a point at the end. */
  final List<String> reports = new ArrayList<>();

  private static final long BEGAN = 1_800_000_000_000L;

  long now = BEGAN;
  long span = Long.MAX_VALUE;
  long budget = Batch.UNLIMITED;
  int chunkSize = 4;
  SpacePort room = SpacePort.UNKNOWN;
  FaultyStore store;
  Session session;
  Files files;
  private String owner;

  Bench() {
    this(new GlassStore(ChunkForm.MEMORY), "first");
  }

  private Bench(GlassStore disk, String owner) {
    this.disk = disk;
    connect(owner);
  }

  /** Opens another session over the same store. */
  Bench beside(String otherOwner) {
    Bench other = new Bench(disk, otherOwner);
    other.now = now;
    return other;
  }

  void connect(String newOwner) {
    store = new FaultyStore(disk);
    connect(newOwner, store);
  }

  /** Opens another session over a store of the test's own. */
  void connect(String newOwner, Store over) {
    owner = newOwner;
    session =
        Session.open(
            over,
            () -> now,
            () -> journal -> !dead.contains(journal.owner()),
            owner,
            Digests.JAVA,
            new ChunkLayout(chunkSize),
            budget,
            Verify.FIRST_READ,
            room);
    files = new Files(session);
  }

  /** Ends the process without any cleaning up, and opens the session of the next process. */
  void dieAndReconnect(String newOwner) {
    dead.add(owner);
    connect(newOwner);
  }

  Downloads downloads() {
    return new Downloads(session, this::pass, span);
  }

  private void pass(long milliseconds) {
    waits.add(milliseconds);
    now += milliseconds;
  }

  static Download wanted(FileSpec spec) {
    return new Download(KEY, ScriptedServer.URL, spec, List.of(), 3, false);
  }

  String fetch() {
    return fetch(wanted(FileSpec.ANY));
  }

  String fetch(FileSpec spec) {
    return fetch(wanted(spec));
  }

  String fetch(Download wanted) {
    return text(
        downloads().fetch(wanted, server, WriterElection.AT_ONCE, Cancel.NEVER, this::report));
  }

  String resume() {
    Download begun = downloads().begun(KEY, 3);
    return text(
        downloads().resume(begun, server, WriterElection.AT_ONCE, Cancel.NEVER, this::report));
  }

  void report(long loaded, long total, long speed, boolean done) {
    reports.add(loaded + "/" + total + (done ? "." : ""));
  }

  /** Returns the content of the key, or null. */
  String read() {
    OpenFile file = files.open(KEY);
    return file == null ? null : text(file);
  }

  static String text(OpenFile file) {
    byte[] bytes = file.bytes(0, file.manifest().size());
    assertEquals(file.manifest().sha256(), Hex.encode(Sha256.of(bytes, 0, bytes.length)));
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** Returns the time at which the clock began, plus these milliseconds. */
  static long began(long later) {
    return BEGAN + later;
  }

  Journal journal() {
    Row row = disk.row(Table.JOURNALS, KEY);
    return row == null ? null : Journal.decode(KEY, row.stamp(), row.text());
  }

  /** Ends all sessions, and asserts that a sweep leaves only what files name. */
  void assertNothingIsLeftBehind() {
    assertEquals(0, server.open, "answers that were not closed");
    assertEquals(0, session.buffers().count());
    dieAndReconnect("the sweeper");
    assertEquals(null, session.sweep().run(0).failure());
    assertEquals(null, journal());
    assertEquals(0, disk.totals().garbageBytes());
    assertEquals(disk.recount().toString(), disk.totals().toString());
  }

  static GranaryException fails(Code code, Executable work) {
    GranaryException failure = assertThrows(GranaryException.class, work);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  static FileSpec sized(long size) {
    return new FileSpec("", size, null, null, null);
  }

  static FileSpec digest(String content) {
    return new FileSpec("", FileSpec.UNKNOWN, sha256(content), null, null);
  }

  static String sha256(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    return Hex.encode(Sha256.of(bytes, 0, bytes.length));
  }

  static FileSpec blob(String content) {
    byte[] bytes =
        ("blob " + content.length() + "\0" + content).getBytes(StandardCharsets.US_ASCII);
    String name = Hex.encode(Sha1.of(bytes, 0, bytes.length));
    return new FileSpec("", content.length(), null, null, null, false, name, false);
  }
}
