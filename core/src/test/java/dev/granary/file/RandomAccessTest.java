package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.MappedAccess;
import dev.granary.chunk.RandomAccess;
import dev.granary.digest.Crc32c;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every range of an open file or a mapped file is the slice of the bytes, and no other is read. */
final class RandomAccessTest {
  /** Two verified blocks and a part of one, so that borders of blocks lie inside chunks. */
  private static final int CHUNK = 2 * Crc32c.BLOCK + 10_000;

  private static final byte[] BYTES = bytes(3 * CHUNK + 5);

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    // Bytes that compress, and differ from place to place.
    Random random = new Random(42);
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i % 16 == 0 ? random.nextInt() : bytes[i - 1]);
    }
    return bytes;
  }

  private static OpenFile open(ChunkForm form, boolean encoded) {
    Bench bench = new Bench(form);
    bench.connect("first", CHUNK, Batch.UNLIMITED);
    ChunkSource source = ChunkSource.of(BYTES);
    FileSpec spec = new FileSpec("", BYTES.length, null, false, null, encoded, null, false);
    bench.files.put("k", source, spec, Cancel.NEVER);
    return bench.files.open("k");
  }

  private static final RandomAccess PLAIN = open(ChunkForm.MEMORY, false).randomAccess();
  private static final RandomAccess LAZY = open(ChunkForm.BLOB, false).randomAccess();
  private static final RandomAccess ENCODED = open(ChunkForm.MEMORY, true).randomAccess();

  /** Places at and beside the borders of chunks and blocks, and anywhere. */
  @Provide
  Arbitrary<Integer> places() {
    Arbitrary<Integer> border =
        Arbitraries.of(0, CHUNK, 2 * CHUNK, 3 * CHUNK, BYTES.length)
            .flatMap(
                chunk ->
                    Arbitraries.of(0, Crc32c.BLOCK, 2 * Crc32c.BLOCK).map(block -> chunk + block));
    Arbitrary<Integer> beside = Arbitraries.of(-1, 0, 1);
    return Arbitraries.oneOf(
            border.flatMap(at -> beside.map(step -> at + step)),
            Arbitraries.integers().between(0, BYTES.length))
        .map(at -> Math.max(0, Math.min(BYTES.length, at)));
  }

  @Property(tries = 500)
  void everyRangeIsTheSlice(
      @ForAll("places") int one, @ForAll("places") int other, @ForAll boolean small) {
    int from = Math.min(one, other);
    int to = small ? Math.min(BYTES.length, from + 8) : Math.max(one, other);
    byte[] slice = Arrays.copyOfRange(BYTES, from, to);
    assertArrayEquals(slice, PLAIN.read(from, to - from));
    assertArrayEquals(slice, LAZY.read(from, to - from));
    assertArrayEquals(slice, ENCODED.read(from, to - from));
  }

  @Test
  void aMappedFileReadsTheSame(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("mapped"), BYTES);
    RandomAccess mapped = new MappedAccess(path);
    assertEquals(PLAIN.size(), mapped.size());
    for (int at : new int[] {0, 1, CHUNK - 1, CHUNK, BYTES.length - 8}) {
      assertArrayEquals(PLAIN.read(at, 8), mapped.read(at, 8));
    }
    assertThrows(GranaryException.class, () -> mapped.read(BYTES.length - 7, 8));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "0, -1",
    "0, 423222",
    "423220, 2",
    "423221, 1",
    "423222, 0",
    "9223372036854775807, 1",
    "9223372036854775807, 2147483647",
    "-9223372036854775808, 1",
    "5, -2147483648"
  })
  void rangesThatDoNotLieInsideAreInvalid(long at, int length) {
    assertEquals(423_221, BYTES.length);
    GranaryException invalid = assertThrows(GranaryException.class, () -> PLAIN.read(at, length));
    assertEquals(Code.INVALID, invalid.code());
    assertEquals("k", invalid.details().get("key"));
    assertEquals(at, invalid.details().get("at"));
    assertEquals(length, invalid.details().get("length"));
    assertEquals(423_221L, invalid.details().get("size"));
  }

  @Test
  void theEndIsAPlaceToReadNothing() {
    assertEquals(0, PLAIN.read(BYTES.length, 0).length);
    Bench bench = new Bench();
    bench.put("empty", "");
    assertEquals(0, bench.files.open("empty").randomAccess().read(0, 0).length);
  }

  @Test
  void aCallerOwnsTheBytes() {
    PLAIN.read(0, 16)[3] ^= 1;
    assertArrayEquals(Arrays.copyOf(BYTES, 16), PLAIN.read(0, 16));
  }

  @ParameterizedTest
  @EnumSource(ChunkForm.class)
  void damageIsFoundWhereItIsTouchedAndNoFurther(ChunkForm form) {
    Bench bench = new Bench(form);
    bench.put("k", "0123456789");
    FileManifest manifest = bench.files.open("k").manifest();
    bench.disk.flip(manifest.chunks().get(1).id(), 2);
    RandomAccess access = bench.files.open("k").randomAccess();
    assertArrayEquals(new byte[] {'0', '1'}, access.read(0, 2));
    GranaryException damaged = assertThrows(GranaryException.class, () -> access.read(2, 4));
    assertEquals(Code.CORRUPT, damaged.code());
    assertEquals(1, damaged.details().get("chunk"));
    assertArrayEquals(new byte[] {'8', '9'}, access.read(8, 2));
  }

  @Test
  void aFileThatWasReplacedIsNotMixedWithTheNewOne() {
    Bench bench = new Bench(ChunkForm.BUFFER);
    bench.put("k", "0123456789");
    RandomAccess access = bench.files.open("k").randomAccess();
    assertArrayEquals(new byte[] {'0', '1'}, access.read(0, 2));
    bench.put("k", "abcdefghij");
    bench.session.sweep().run(0);
    GranaryException replaced = assertThrows(GranaryException.class, () -> access.read(8, 2));
    assertEquals(Code.NOT_FOUND, replaced.code());
    assertEquals(true, replaced.details().get("replaced"));
    assertEquals(1, bench.disk.rows(Table.FILES).size());
  }
}
