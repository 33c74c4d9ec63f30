package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the reading of a range: its pieces, the read ahead, and the end. */
final class ContentReadingTest {
  private static final long KIB = 1024;
  private static final int MIB = 1024 * 1024;

  /** Three chunks of four bytes and one of two. */
  private static final String CONTENT = "0123456789abcd";

  private WatchedStore watched;

  private OpenFile open(ChunkForm form) {
    return open(form, 4, CONTENT);
  }

  private OpenFile open(ChunkForm form, int chunkSize, String content) {
    return open(new Bench(form), chunkSize, content);
  }

  private OpenFile open(Bench bench, int chunkSize, String content) {
    watched = new WatchedStore(bench.disk);
    bench.connect(watched, "me", chunkSize, Batch.UNLIMITED);
    bench.put("k", content);
    return bench.files.open("k");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void assertEachPartWasJoinedOnce() {
    assertEquals(Set.of(1), Set.copyOf(watched.joins.values()), watched.joins::toString);
  }

  @Property(tries = 300)
  void anyRangeIsReadCompletelyAndInOrder(
      @ForAll ChunkForm form,
      @ForAll @IntRange(min = 1, max = 20) int chunkSize,
      @ForAll @IntRange(max = 14) int one,
      @ForAll @IntRange(max = 14) int other) {
    int start = Math.min(one, other);
    int end = Math.max(one, other);
    ContentReading reading = open(form, chunkSize, CONTENT).read(start, end);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] piece = reading.next(); piece != null; piece = reading.next()) {
      assertTrue(piece.length > 0);
      bytes.writeBytes(piece);
    }
    assertEquals(CONTENT.substring(start, end), text(bytes.toByteArray()));
    assertNull(reading.next(), "the end is final");
    assertTrue(watched.joins.values().stream().allMatch(joins -> joins == 1));
  }

  /** 26 MiB in chunks of 12 MiB, in KiB: pieces grow, and end at multiples of their size. */
  @ParameterizedTest
  @CsvSource({
    "0, 26624, 64 192 768 3072 6144 2048 10240 2048 2048",
    "64, 26624, 64 128 768 3072 6144 2048 10240 2048 2048",
    "12287, 12289, 1 1",
    "12288, 14336, 64 192 768 1024",
    "26623, 26624, 1",
    "26624, 26624, ''"
  })
  void piecesEndAtMultiplesOfTheirSizeWithinChunks(int start, int end, String lengths) {
    OpenFile file = open(ChunkForm.MEMORY, 12 * MIB, "x".repeat(26 * MIB));
    ContentReading reading = file.read(start * KIB, end * KIB);
    List<String> found = new ArrayList<>();
    for (byte[] piece = reading.next(); piece != null; piece = reading.next()) {
      found.add(Long.toString(piece.length / KIB));
    }
    assertEquals(lengths, String.join(" ", found));
  }

  @Test
  void bytesOfTwoChunksAreTwoReads() {
    OpenFile file = open(ChunkForm.MEMORY, 10 * MIB, "x".repeat(20 * MIB));
    assertEquals(4 * MIB, file.bytes(8L * MIB, 12L * MIB).length);
    assertEquals(2, watched.begun());
  }

  @Test
  void withHeldPayloadsOnePieceIsReadAhead() {
    ContentReading reading = open(ChunkForm.MEMORY).read(0, 14);
    assertEquals(0, watched.begun(), "nothing before it is asked for");
    for (int piece = 1; piece <= 4; piece++) {
      reading.next();
      assertEquals(Math.min(piece + 1, 4), watched.begun());
      assertEquals(piece, watched.joined());
    }
    assertEquals(List.of(), watched.loaded);
  }

  @Test
  void withoutHeldPayloadsNoChunkIsReadAhead() {
    OpenFile file = open(ChunkForm.BUFFER);
    ContentReading reading = file.read(0, 14);
    for (int piece = 1; piece <= 4; piece++) {
      reading.next();
      assertEquals(piece, watched.begun());
      assertEquals(piece, watched.joined());
      assertEquals(file.manifest().chunks().get(piece - 1).id(), watched.loaded.get(piece - 1));
    }
  }

  /**
   * Nine mebibytes are several pieces of one chunk. The store loads the whole chunk into memory at
   * once.
   */
  @Test
  void withoutHeldPayloadsAChunkIsLoadedOncePerReading() {
    OpenFile file = open(ChunkForm.BUFFER, 9 * MIB, "x".repeat(20 * MIB));
    List<String> ids = file.manifest().chunks().stream().map(chunk -> chunk.id()).toList();
    ContentReading reading = file.read(0, 20 * MIB);
    reading.next();
    assertEquals(2, watched.begun(), "within a chunk a piece is read ahead");
    while (reading.next() != null) {
      assertTrue(watched.begun() - watched.joined() <= 1);
    }
    assertEquals(ids, watched.loaded);
    file.bytes(MIB, 8 * MIB);
    assertEquals(4, watched.loaded.size());
    assertEachPartWasJoinedOnce();
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void aPieceIsTheCallersOwn(ChunkForm form) {
    OpenFile file = open(form);
    file.read(0, 4).next()[0] = 'x';
    assertEquals("0123", text(file.read(0, 4).next()));
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void damageNamesItsChunkAndEndsTheReading(ChunkForm form) {
    Bench bench = new Bench(form);
    OpenFile file = open(bench, 4, CONTENT);
    bench.disk.flip(file.manifest().chunks().get(1).id(), 0);
    ContentReading reading = file.read(0, 14);
    assertEquals("0123", text(reading.next()));
    GranaryException corrupt = fails(Code.CORRUPT, reading::next);
    assertEquals("k", corrupt.details().get("key"));
    assertEquals(1, corrupt.details().get("chunk"));
    assertEachPartWasJoinedOnce();
    assertNull(reading.next());
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, 0", "MEMORY, 1", "MEMORY, 3", "BLOB, 2", "BUFFER, 0", "BUFFER, 3"})
  void aPieceThatFailsLeavesNothingUnderWay(ChunkForm form, int nth) {
    OpenFile file = open(form);
    watched.failToJoin(nth);
    ContentReading reading = file.read(0, 14);
    for (int i = 0; i < nth; i++) {
      reading.next();
    }
    assertEquals(nth, fails(Code.CORRUPT, reading::next).details().get("chunk"));
    assertEachPartWasJoinedOnce();
    assertNull(reading.next());
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, 0", "MEMORY, 1", "MEMORY, 3", "BLOB, 2", "BUFFER, 0", "BUFFER, 3"})
  void aPieceThatFailsToBeginLeavesNothingUnderWay(ChunkForm form, int nth) {
    OpenFile file = open(form);
    watched.failToBegin(nth);
    ContentReading reading = file.read(0, 14);
    GranaryException corrupt =
        fails(
            Code.CORRUPT,
            () -> {
              while (reading.next() != null) {
                assertTrue(watched.begun() <= nth);
              }
            });
    assertEquals(nth, corrupt.details().get("chunk"));
    assertTrue(watched.joins.values().stream().allMatch(joins -> joins == 1), "all joined once");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 5})
  void aReadingThatIsClosedEarlyLeavesNothingUnderWay(int pieces) {
    ContentReading reading = open(ChunkForm.MEMORY).read(0, 14);
    for (int i = 0; i < pieces; i++) {
      reading.next();
    }
    reading.close();
    assertTrue(watched.joins.values().stream().allMatch(joins -> joins == 1));
    int begun = watched.begun();
    reading.close();
    assertNull(reading.next());
    assertEquals(begun, watched.begun());
  }

  @Test
  void aFailureOfADroppedPieceIsIgnored() {
    OpenFile file = open(ChunkForm.MEMORY);
    watched.failToJoin(1);
    ContentReading reading = file.read(0, 14);
    reading.next();
    reading.close();
    assertEachPartWasJoinedOnce();
  }

  @Test
  void twoReadingsDoNotAffectEachOther() {
    OpenFile file = open(ChunkForm.MEMORY);
    ContentReading one = file.read(0, 14);
    ContentReading other = file.read(2, 6);
    assertEquals("0123", text(one.next()));
    assertEquals("23", text(other.next()));
    assertEquals("4567", text(one.next()));
    assertEquals("45", text(other.next()));
    assertNull(other.next());
    assertArrayEquals(new byte[] {'8', '9', 'a', 'b'}, one.next());
    one.close();
  }
}
