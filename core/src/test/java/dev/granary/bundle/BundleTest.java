package dev.granary.bundle;

import static dev.granary.bundle.BundleRig.CHUNK;
import static dev.granary.bundle.BundleRig.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.WriterElection;
import dev.granary.file.Writers;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.space.Sweep;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that files are exported as a bundle and imported again. */
final class BundleTest {
  private static final byte[] LARGE = bytes(3 * CHUNK + 77, 1);

  private final BundleRig from = new BundleRig();
  private final BundleRig to = new BundleRig();

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void exportedFilesAreImported(ChunkForm form) {
    BundleRig out = new BundleRig(form);
    BundleRig in = new BundleRig(form);
    FileSpec spec = new FileSpec("a/b", FileSpec.UNKNOWN, null, true, "{\"n\":[1,\"\u00e4\"]}");
    FileManifest stored = out.put("models/\u00e4\ud83d\ude00", LARGE, spec);
    out.put("empty", new byte[0]);
    out.put("small", new byte[] {1, 2, 3});
    out.put("exact", bytes(2 * CHUNK, 9));
    byte[] bundle = out.export("models/\u00e4\ud83d\ude00", "empty", "small", "exact");
    List<FileManifest> taken = in.take(bundle);
    assertEquals(
        List.of(stored.key(), "empty", "small", "exact"),
        taken.stream().map(FileManifest::key).toList());
    assertEquals(taken.stream().map(FileManifest::key).toList(), in.announced);
    assertEquals(stored.sha256(), taken.get(0).sha256());
    assertEquals(stored.chunks(), taken.get(0).chunks());
    assertEquals("a/b", taken.get(0).type());
    assertEquals("{\"n\":[1,\"\\u00e4\"]}", taken.get(0).metadata());
    assertEquals(false, taken.get(0).pinned(), "a pin is a matter of one store");
    for (FileManifest file : taken) {
      assertArrayEquals(out.read(file.key()), in.read(file.key()));
    }
    assertEquals(0, in.journals());
    assertEquals(in.disk.recount().toString(), in.disk.totals().toString());
    assertArrayEquals(bundle, in.export(stored.key(), "empty", "small", "exact"));
  }

  /** A bundle is the same for every encoding of the stored chunks, on either side. */
  @Test
  void encodingsStayInTheirStore() {
    byte[] one = new byte[2 * CHUNK + 9];
    Arrays.fill(one, CHUNK, one.length, (byte) 7);
    byte[] other = new byte[3 * CHUNK];
    Arrays.fill(other, 0, CHUNK, (byte) 7);
    Arrays.fill(other, 2 * CHUNK, other.length, (byte) 9);
    from.put("one", one);
    from.put("other", other);
    byte[] bundle = from.export("one", "other");

    BundleRig out = new BundleRig();
    out.put("one", one, FileSpec.ANY.encoded(true));
    out.put("other", other, FileSpec.ANY.encoded(true));
    assertTrue(out.disk.totals().storedBytes() < CHUNK / 10);
    assertArrayEquals(bundle, out.export("one", "other"));

    // The import reads what the second file shares with the first one from the store, where it is
    // encoded.
    to.put("there already", one, FileSpec.ANY.encoded(true));
    to.take(bundle);
    assertArrayEquals(one, to.read("one"));
    assertArrayEquals(other, to.read("other"));
    assertEquals(4, to.disk.chunks().size());
    assertEquals(to.disk.recount().toString(), to.disk.totals().toString());
  }

  @Test
  void aSharedChunkIsExportedOnce() {
    byte[] twice = new byte[3 * CHUNK];
    System.arraycopy(LARGE, 0, twice, 0, CHUNK);
    System.arraycopy(LARGE, 0, twice, 2 * CHUNK, CHUNK);
    from.put("a", LARGE);
    from.put("b", twice);
    byte[] bundle = from.export("a", "b", "a");
    assertTrue(bundle.length < LARGE.length + CHUNK + 3000, "it is " + bundle.length);
    to.take(bundle);
    assertArrayEquals(LARGE, to.read("a"));
    assertArrayEquals(twice, to.read("b"));
    assertEquals(5, to.disk.chunks().size());
  }

  /** A chunk that repeats at once is needed again before it is stored. */
  @Test
  void aChunkThatRepeatsAtOnceNeedsNoStore() {
    byte[] same = new byte[3 * CHUNK];
    from.put("a", same);
    byte[] bundle = from.export("a");
    assertTrue(bundle.length < CHUNK + 3000);
    to.store.failAt(Step.FILE_CHUNK, 1, Fault.QUOTA);
    to.take(bundle);
    assertArrayEquals(same, to.read("a"));
  }

  /** The import reads a chunk that it has met before from the store, piece by piece. */
  @Test
  void aLargeChunkThatTwoFilesShareIsReadFromTheStore() {
    byte[] large = bytes(2 * 1024 * 1024 + 3, 5);
    Session session = from.session(new ChunkLayout(large.length));
    for (String key : List.of("a", "b")) {
      new Files(session).put(key, ChunkSource.of(large), FileSpec.ANY, Cancel.NEVER);
    }
    byte[] bundle = from.export("a", "b");
    assertTrue(bundle.length < large.length + 3000);
    to.take(bundle);
    assertArrayEquals(large, to.read("b"));
  }

  /** A manifest fills a record: the file of so many chunks is as large as its metadata here. */
  @Test
  void aManifestThatIsTooLargeForARecordIsInvalid() {
    String metadata = "{\"n\":\"" + "x".repeat(BundledFile.LARGEST) + "\"}";
    from.put("a", LARGE, new FileSpec("", FileSpec.UNKNOWN, null, null, metadata));
    GranaryException failure = assertThrows(GranaryException.class, () -> from.export("a"));
    assertEquals(Code.INVALID, failure.code());
    assertEquals("a", failure.details().get("key"));
  }

  /** DEL is ASCII, and no character for a line of text. */
  @Test
  void whatIsNotPrintableIsEscaped() {
    from.put("a\u007f~\u0080", new byte[] {1});
    String text = new String(from.export("a\u007f~\u0080"), StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("\"key\":\"a\\u007f~\\u0080\""));
  }

  @Test
  void anAbsentKeyIsNotFoundBeforeTheFirstByte() {
    from.put("a", LARGE);
    GranaryException failure = assertThrows(GranaryException.class, () -> from.export("a", "b"));
    assertEquals(Code.NOT_FOUND, failure.code());
    assertEquals("b", failure.details().get("key"));
  }

  @Test
  void noFilesMakeABundleToo() {
    byte[] bundle = from.export();
    assertEquals(List.of(), to.take(bundle));
  }

  @Test
  void storedChunksAreNotStoredAgain() {
    from.put("a", LARGE);
    to.put("old", LARGE);
    long bytes = to.disk.chunks().get(3).physicalId();
    to.take(from.export("a"));
    assertEquals(bytes, to.disk.chunks().get(3).physicalId());
    assertEquals(4, to.disk.chunks().size());
    assertEquals(4, to.disk.bytesCount());
  }

  @Test
  void anOverwrittenFileKeepsItsPin() {
    from.put("a", LARGE);
    to.put("a", new byte[] {1}, new FileSpec("", FileSpec.UNKNOWN, null, true, null));
    to.take(from.export("a"));
    assertArrayEquals(LARGE, to.read("a"));
    assertTrue(to.files.open("a").manifest().pinned());
  }

  @Test
  void aPinSetMeanwhileStays() {
    from.put("a", LARGE);
    to.put("a", new byte[] {1});
    boolean[] pinned = {false};
    to.meanwhile =
        () -> {
          if (to.journals() == 1 && !pinned[0]) {
            to.files.pin("a", true);
            pinned[0] = true;
          }
        };
    to.take(from.export("a"));
    assertTrue(pinned[0]);
    assertTrue(to.files.open("a").manifest().pinned());
  }

  @Test
  void anImportWaitsForItsTurnAndCanBeCancelledMeanwhile() {
    from.put("a", LARGE);
    byte[] bundle = from.export("a");
    FileWriter first = new Writers(to.session).begin("a", FileSpec.ANY, null, false, Cancel.NEVER);
    int[] pauses = {0};
    to.turns =
        WriterElection.byLife(
            to.session.owners(),
            () -> {
              if (++pauses[0] == 3) {
                byte[] content = {1, 2};
                first.write(ChunkSource.of(content), Cancel.NEVER, FileWriter.Progress.NONE);
              }
            });
    to.take(bundle);
    assertEquals(3, pauses[0]);
    assertArrayEquals(LARGE, to.read("a"));

    new Writers(to.session).begin("a", FileSpec.ANY, null, false, Cancel.NEVER);
    IllegalStateException reason = new IllegalStateException("enough");
    Cancel cancel =
        () -> {
          if (pauses[0] == 6) {
            throw reason;
          }
        };
    assertSame(
        reason, assertThrows(IllegalStateException.class, () -> to.take(bundle, 9000, cancel)));
  }

  /** A failed import gives its journal up, although its session lives. */
  @Test
  void aWriterDoesNotWaitForAFailedImport() {
    from.put("a", LARGE);
    byte[] bundle = from.export("a");
    to.refuses(Code.INTEGRITY, Arrays.copyOf(bundle, 2 * CHUNK));
    WriterElection.Pause never =
        () -> {
          throw new AssertionError("waits for the dead");
        };
    Files files = new Files(to.session, WriterElection.byLife(to.session.owners(), never));
    files.put("a", ChunkSource.of(new byte[] {3}), FileSpec.ANY, Cancel.NEVER);
    assertArrayEquals(new byte[] {3}, to.read("a"));
  }

  /** The import keeps the lease of its current file, not that of the file before. */
  @Test
  void aSlowImportKeepsItsLease() {
    from.put("a", LARGE);
    from.put("b", bytes(3 * CHUNK, 3));
    Sweep sweep = new Sweep(to.disk, () -> to.now, Owners.byLease(() -> to.now));
    to.meanwhile =
        () -> {
          to.now += Owners.LEASE / 2;
          sweep.run(0);
        };
    to.take(from.export("a", "b"));
    assertTrue(to.store.commits(Step.FILE_TOUCH) > 10);
    assertArrayEquals(LARGE, to.read("a"));
    assertArrayEquals(from.read("b"), to.read("b"));
  }

  /** The source is slow inside one read, and tells the import that it waits. */
  @Test
  void anImportThatWaitsForItsSourceKeepsItsLease() {
    from.put("a", LARGE);
    byte[] bundle = from.export("a");
    Sweep sweep = new Sweep(to.disk, () -> to.now, Owners.byLease(() -> to.now));
    to.meanwhile =
        () -> {
          for (int i = 0; i < 4; i++) {
            to.now += Owners.LEASE / 2;
            to.beat.beat();
            sweep.run(0);
          }
        };
    to.take(bundle, bundle.length, Cancel.NEVER);
    assertArrayEquals(LARGE, to.read("a"));
  }

  @Test
  void aTypeThatIsNotAsciiIsImported() {
    String type = "text/plain; a=\"\u00e9\"";
    from.put("a", LARGE, new FileSpec(type, FileSpec.UNKNOWN, null, null, null));
    assertEquals(type, to.take(from.export("a")).get(0).type());
  }

  /** Bytes that arrived before the connection broke are not requested, hashed or stored twice. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aBrokenImportIsResumedWhereItStopped(int whole) {
    from.put("a", LARGE);
    from.put("b", bytes(CHUNK + 5, 3));
    byte[] bundle = from.export("b", "a");
    int head = bundle.length - 77 - 40 - 40 - BundleEnd.encode(2, 6).length;
    int broken = head - (3 - whole) * (CHUNK + 40) + 20;
    to.put("a", new byte[] {1, 2});
    to.refuses(Code.INTEGRITY, Arrays.copyOf(bundle, broken));
    assertArrayEquals(new byte[] {1, 2}, to.read("a"), "the old file until the new one is whole");
    assertArrayEquals(from.read("b"), to.read("b"));
    assertEquals(1, to.journals());

    BundleRig again = to.reopened("the next");
    again.session.sweep().run(0);
    again.store.failAt(Step.FILE_CHUNK, 1, 0, Fault.FAIL);
    again.take(bundle);
    assertTrue(again.events.contains("a from " + whole * CHUNK), again.events.toString());
    // The two chunks of b, which were stored already, and the rest of a.
    assertEquals(2 + 4 - whole, again.store.commits(Step.FILE_CHUNK));
    assertArrayEquals(LARGE, again.read("a"));
    assertEquals(0, again.journals());
  }

  /** The content is the same, but the other bundle says something else of it. */
  @Test
  void anImportOfAnotherDescriptionDoesNotContinueTheFirst() {
    from.put("a", LARGE, new FileSpec("old/type", FileSpec.UNKNOWN, null, null, "{\"v\":1}"));
    byte[] first = from.export("a");
    to.refuses(Code.INTEGRITY, Arrays.copyOf(first, 2 * CHUNK));
    assertEquals(1, to.journals());
    for (FileSpec spec :
        List.of(
            new FileSpec("new/type", FileSpec.UNKNOWN, null, null, "{\"v\":1}"),
            new FileSpec("old/type", FileSpec.UNKNOWN, null, null, "{\"v\":2}"))) {
      from.put("a", LARGE, spec);
      to.events.clear();
      to.take(from.export("a"));
      FileManifest taken = to.files.find("a");
      assertEquals(List.of(spec.type(), spec.metadata()), List.of(taken.type(), taken.metadata()));
      assertEquals(List.of("a from 0", "a done"), to.events);
      to.refuses(Code.INTEGRITY, Arrays.copyOf(first, 2 * CHUNK));
    }
  }

  /** The content is the same, but the other bundle cuts it into larger chunks. */
  @Test
  void anImportWithAnotherChunkSizeDoesNotContinueTheFirst() {
    from.put("a", LARGE);
    to.store.failAt(Step.FILE_CHUNK, 1, Fault.DIE_BEFORE);
    assertThrows(Death.class, () -> to.take(from.export("a")));
    assertEquals(1, to.journals());
    BundleRig larger = new BundleRig(2 * CHUNK);
    larger.put("a", LARGE);
    BundleRig next = to.reopened("the next");
    next.take(larger.export("a"));
    assertArrayEquals(LARGE, next.read("a"));
    assertEquals(larger.files.find("a").chunks(), next.files.find("a").chunks());
  }

  @Test
  void aDeathAtAnyCommitLosesNoStoredChunk() {
    from.put("a", LARGE);
    byte[] bundle = from.export("a");
    for (Step step : List.of(Step.FILE_BEGIN, Step.FILE_CHUNK, Step.FILE_COMMIT)) {
      for (Fault fault : List.of(Fault.DIE_BEFORE, Fault.DIE_AFTER)) {
        for (int nth = 1; nth <= (step == Step.FILE_CHUNK ? 4 : 1); nth++) {
          BundleRig dying = new BundleRig();
          dying.store.failAt(step, nth, fault);
          assertThrows(Death.class, () -> dying.take(bundle));
          BundleRig next = dying.reopened("the next");
          next.session.sweep().run(0);
          int kept = next.disk.chunks().size();
          next.take(bundle);
          assertArrayEquals(LARGE, next.read("a"));
          boolean done = step == Step.FILE_COMMIT && fault == Fault.DIE_AFTER;
          String begun = "a from " + (done ? 0 : Math.min(LARGE.length, kept * CHUNK));
          assertEquals(List.of(begun, "a done"), next.events);
          assertEquals(0, next.journals());
          assertEquals(next.disk.recount().toString(), next.disk.totals().toString());
        }
      }
    }
  }

  @Test
  void anAbortThrowsItsReasonAndKeepsTheStoredChunks() {
    from.put("a", LARGE);
    byte[] bundle = from.export("a");
    IllegalStateException reason = new IllegalStateException("enough");
    int[] checks = {0};
    Cancel cancel =
        () -> {
          if (++checks[0] > 40) {
            throw reason;
          }
        };
    assertSame(
        reason, assertThrows(IllegalStateException.class, () -> to.take(bundle, 9000, cancel)));
    assertEquals(1, to.journals());
    to.take(bundle);
    assertNotEquals("a from 0", to.events.get(to.events.size() - 2));
    assertArrayEquals(LARGE, to.read("a"));
  }

  @Test
  void anImportRepairsKnownDamage() {
    from.put("a", LARGE);
    to.put("a", LARGE);
    to.disk.flip(to.disk.chunks().get(2).id(), 5);
    assertThrows(GranaryException.class, () -> to.read("a"));
    to.take(from.export("a"));
    assertArrayEquals(LARGE, to.read("a"));
  }

  @Test
  void aDamagedFileIsNotExported() {
    from.put("a", LARGE);
    String id = from.files.open("a").manifest().chunks().get(2).id();
    from.disk.flip(id, 5);
    GranaryException failure = assertThrows(GranaryException.class, () -> from.export("a"));
    assertEquals(Code.CORRUPT, failure.code());
    assertEquals(2, failure.details().get("chunk"));
  }

  @Test
  void aClosedExportSuppliesNothingMore() {
    from.put("a", LARGE);
    BundleExport export = new BundleExport(from.files, List.of("a"), from.session.digests());
    for (int i = 0; i < 5; i++) {
      export.next();
    }
    export.close();
    assertEquals(null, export.next());
    BundleExport unread = new BundleExport(from.files, List.of("a"), from.session.digests());
    unread.close();
    assertEquals(null, unread.next());
  }
}
