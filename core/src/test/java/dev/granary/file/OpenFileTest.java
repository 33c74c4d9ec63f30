package dev.granary.file;

import static dev.granary.file.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.digest.Crc32c;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.NewChunk;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests reading: any range, damage where a read touches it, and files that change meanwhile. */
final class OpenFileTest {
  private static final String CONTENT = "0123456789";

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void everyRangeEqualsTheSlice(ChunkForm form) {
    Bench bench = new Bench(form);
    bench.put("k", CONTENT);
    OpenFile file = bench.files.open("k");
    for (int start = 0; start <= 10; start++) {
      for (int end = start; end <= 10; end++) {
        byte[] slice = CONTENT.substring(start, end).getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(slice, file.bytes(start, end), start + " to " + end);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 11", "5, 4", "11, 11", "0, 9223372036854775807", "-5, -3"})
  void rangesOutsideTheFileAreInvalid(long start, long end) {
    Bench bench = new Bench();
    bench.put("k", CONTENT);
    OpenFile file = bench.files.open("k");
    GranaryException invalid = fails(Code.INVALID, () -> file.bytes(start, end));
    assertEquals("k", invalid.details().get("key"));
    assertEquals(start, invalid.details().get("start"));
    assertEquals(end, invalid.details().get("end"));
    assertEquals(10L, invalid.details().get("size"));
  }

  /** Models are larger than an int can count. One stored chunk is named again and again. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        (1L << 31) - 70_000,
        (1L << 31) - 1,
        1L << 31,
        (1L << 31) + 65_536,
        3L << 30,
        (1L << 32) - 1,
        1L << 32,
        (1L << 32) + 131_072
      })
  void filesBeyondTwoAndFourGigabytesAreReadAtAnyOffset(long start) {
    Bench bench = new Bench();
    byte[] bytes = new byte[65_536];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7 + i / 256);
    }
    String id = "5".repeat(64);
    int count = 66_000;
    List<ChunkRef> refs = new ArrayList<>(Collections.nCopies(count, new ChunkRef(id, 65_536)));
    long size = 65_536L * count;
    FileManifest file = new FileManifest("k", 0, size, "", "", refs, null, 1, false, null);
    NewChunk chunk = new NewChunk(id, 65_536, Crc32c.ofBlocks(bytes, 0, 65_536), bytes);
    bench.disk.commit(Batch.of(Step.FILE_COMMIT, 1).put(file.row()).have(chunk).build());

    int at = (int) (start % 65_536);
    byte[] twice = Arrays.copyOf(bytes, 2 * 65_536);
    System.arraycopy(bytes, 0, twice, 65_536, 65_536);
    byte[] expected = Arrays.copyOfRange(twice, at, at + 1000);
    assertArrayEquals(expected, bench.files.open("k").bytes(start, start + 1000));
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void aReadThatTouchesADamagedChunkNamesIt(ChunkForm form) {
    Bench bench = new Bench(form);
    bench.put("k", CONTENT);
    bench.disk.flip(bench.chunkId("k", 1), 2);
    OpenFile file = bench.files.open("k");
    assertEquals(4, file.bytes(0, 4).length);
    assertEquals(2, file.bytes(8, 10).length);
    assertCorrupt(file, 1);
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void aReadThatTouchesAMissingChunkNamesIt(ChunkForm form) {
    for (boolean rowToo : new boolean[] {true, false}) {
      Bench bench = new Bench(form);
      bench.put("k", CONTENT);
      bench.disk.lose(bench.chunkId("k", 2), rowToo);
      OpenFile file = bench.files.open("k");
      assertEquals(8, file.bytes(0, 8).length);
      assertCorrupt(file, 2);
    }
  }

  private static void assertCorrupt(OpenFile file, int chunk) {
    GranaryException corrupt = fails(Code.CORRUPT, () -> file.bytes(chunk * 4L, chunk * 4L + 1));
    assertEquals("k", corrupt.details().get("key"));
    assertEquals(chunk, corrupt.details().get("chunk"));
    assertEquals(chunk, fails(Code.CORRUPT, () -> file.bytes(0, 10)).details().get("chunk"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutLazyHandlesADeletedFileIsNotFoundAndNeverOtherBytes(boolean replaced) {
    Bench bench = new Bench(ChunkForm.BUFFER);
    bench.put("k", CONTENT);
    OpenFile file = bench.files.open("k");
    if (replaced) {
      bench.put("k", "abcdefghij");
    } else {
      bench.files.delete("k");
    }
    assertEquals(CONTENT, Bench.read(file), "before its chunks have gone");
    bench.session.sweep().run(0);
    GranaryException gone = fails(Code.NOT_FOUND, () -> file.bytes(0, 10));
    assertEquals("k", gone.details().get("key"));
    assertEquals(true, gone.details().get("replaced"));
  }

  @Test
  void withoutLazyHandlesChunksOfTheNewFileAreStillRead() {
    Bench bench = new Bench(ChunkForm.BUFFER);
    bench.put("k", CONTENT);
    OpenFile file = bench.files.open("k");
    bench.put("k", "0123xxxx");
    bench.session.sweep().run(0);
    assertEquals("0123", new String(file.bytes(0, 4), StandardCharsets.US_ASCII));
    assertTrue((boolean) fails(Code.NOT_FOUND, () -> file.bytes(3, 5)).details().get("replaced"));
  }

  @Test
  void aDamagedManifestIsCorruptAndANewerOneIsVersion() {
    Bench bench = new Bench();
    bench.disk.commit(
        Batch.of(Step.FILE_COMMIT, 1)
            .put(new Row(Table.FILES, "damaged", 0, 0, List.of(), "{"))
            .put(new Row(Table.FILES, "newer", 0, 0, List.of(), "{\"v\":2}"))
            .build());
    fails(Code.CORRUPT, () -> bench.files.open("damaged"));
    fails(Code.VERSION, () -> bench.files.open("newer"));
    bench.put("sound", "abc");
    assertEquals(List.of("sound"), bench.files.list("").stream().map(FileInfo::key).toList());
    assertTrue(bench.files.delete("damaged"), "what cannot be read can be deleted");
  }

  @Test
  void lazyHandlesStayValidAfterTheirChunksAreDeleted() {
    Bench bench = new Bench(ChunkForm.MEMORY);
    bench.put("k", CONTENT);
    OpenFile file = bench.files.open("k");
    bench.files.delete("k");
    bench.session.sweep().run(0);
    assertEquals(List.of(), bench.disk.chunks());
    for (int index = 0; index < 3; index++) {
      assertEquals(index < 2 ? 4 : 2, file.content().held(index).size());
    }
    assertArrayEquals(new byte[] {'8', '9'}, file.content().held(2).begin(0, 2).join());
  }

  @Test
  void noHandleIsHeldThatWouldLoadTheBytes() {
    Bench bench = new Bench(ChunkForm.BUFFER);
    bench.put("k", CONTENT);
    OpenFile file = bench.files.open("k");
    assertNull(file.content().held(0));
    assertEquals(CONTENT, Bench.read(file));
    assertNull(file.content().held(0), "not even after it was read");
  }

  @Test
  void noHandleIsHeldOnAMissingChunk() {
    Bench bench = new Bench(ChunkForm.MEMORY);
    bench.put("k", CONTENT);
    bench.disk.lose(bench.chunkId("k", 1), false);
    OpenFile file = bench.files.open("k");
    assertNull(file.content().held(1));
    assertEquals(4, file.content().held(0).size());
  }
}
