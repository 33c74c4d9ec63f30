package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Digests;
import dev.granary.store.ChunkRow;
import dev.granary.store.NewChunk;
import dev.granary.store.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests which bytes a reader loads and verifies: the 64 KiB blocks it touches, each once. */
final class ChunkReaderTest {
  private static final int BLOCK = Crc32c.BLOCK;
  private static final int SIZE = 3 * BLOCK + 100;

  private final byte[] content = new byte[SIZE];
  private final ChunkRow row;
  private final Watched stored;

  ChunkReaderTest() {
    new Random(7).nextBytes(content);
    row = row(1, content);
    stored = new Watched(content.clone());
  }

  private static ChunkRow row(long physicalId, byte[] bytes) {
    int[] crcs = Crc32c.ofBlocks(bytes, 0, bytes.length);
    return new ChunkRow("id", physicalId, SIZE, SIZE, NewChunk.IDENTITY, crcs, 0);
  }

  @Property(tries = 200)
  void anyRangeIsTheSlice(
      @ForAll Verify verify,
      @ForAll @IntRange(max = SIZE) int one,
      @ForAll @IntRange(max = SIZE) int other) {
    int from = Math.min(one, other);
    int to = Math.max(one, other);
    ChunkReader reader = new ChunkReader(verify, Digests.JAVA);
    byte[] slice = Arrays.copyOfRange(content, from, to);
    assertArrayEquals(slice, reader.begin(row, stored, from, to - from).join());
    assertArrayEquals(slice, reader.begin(row, stored, from, to - from).join(), "the second time");
  }

  @ParameterizedTest
  @CsvSource({
    // from, length, loaded from, loaded to
    "0, 1, 0, 65536",
    "65535, 1, 0, 65536",
    "65535, 2, 0, 131072",
    "65536, 65536, 65536, 131072",
    "65536, 65537, 65536, 196608",
    "196608, 1, 196608, 196708",
    "0, 196708, 0, 196708"
  })
  void onlyTouchedBlocksAreLoadedAndOnlyOnce(int from, int length, int loadedFrom, int loadedTo) {
    ChunkReader reader = new ChunkReader(Verify.FIRST_READ, Digests.JAVA);
    reader.begin(row, stored, from, length).join();
    assertEquals(List.of(loadedFrom + "-" + loadedTo), stored.reads);
    stored.reads.clear();
    reader.begin(row, stored, from, length).join();
    assertEquals(List.of(from + "-" + (from + length)), stored.reads);
  }

  /** The reader remembers a bounded number of chunks, and trusts no chunk beyond that. */
  @Test
  void aLongSessionDoesNotRememberEveryChunk() {
    ChunkReader reader = new ChunkReader(Verify.FIRST_READ, Digests.JAVA);
    ChunkRow old = row(1, content);
    reader.begin(old, stored, 0, 1).join();
    int[] crcs = Crc32c.ofBlocks(content, 0, BLOCK);
    for (int place = 2; place < 10_000; place++) {
      ChunkRow other =
          new ChunkRow("other", place, BLOCK, SIZE, NewChunk.IDENTITY, new int[] {crcs[0]}, 0);
      reader.begin(other, stored, 0, 1).join();
    }
    stored.reads.clear();
    reader.begin(old, stored, 0, 1).join();
    assertEquals(List.of("0-65536"), stored.reads);
  }

  @Test
  void nothingIsVerifiedForNoBytes() {
    stored.bytes[0]++;
    assertEquals(
        0, new ChunkReader(Verify.ALWAYS, Digests.JAVA).begin(row, stored, 5, 0).join().length);
    assertEquals(
        0, new ChunkReader(Verify.ALWAYS, Digests.JAVA).begin(row, stored, SIZE, 0).join().length);
  }

  @ParameterizedTest
  @EnumSource(Verify.class)
  void aFlippedByteIsCorruptOnlyWhereItIsTouched(Verify verify) {
    stored.bytes[BLOCK + 17] ^= 1;
    ChunkReader reader = new ChunkReader(verify, Digests.JAVA);
    assertEquals(BLOCK, reader.begin(row, stored, 0, BLOCK).join().length);
    assertEquals(BLOCK, reader.begin(row, stored, 2 * BLOCK, BLOCK).join().length);
    if (verify == Verify.NEVER) {
      assertEquals(stored.bytes[BLOCK + 17], reader.begin(row, stored, BLOCK + 17, 1).join()[0]);
      return;
    }
    assertCorrupt(reader, BLOCK, 1);
    assertCorrupt(reader, BLOCK - 1, 2);
    assertCorrupt(reader, 0, SIZE);
    assertCorrupt(reader, BLOCK, 1);
  }

  @ParameterizedTest
  @EnumSource(Verify.class)
  void aReaderThatAlwaysVerifiesFindsLaterDamage(Verify verify) {
    ChunkReader reader = new ChunkReader(verify, Digests.JAVA);
    reader.begin(row, stored, 0, 10).join();
    stored.bytes[3] ^= 1;
    if (verify == Verify.ALWAYS) {
      assertCorrupt(reader, 0, 10);
    } else {
      assertEquals(stored.bytes[3], reader.begin(row, stored, 3, 1).join()[0]);
    }
  }

  /** A failed block is not trusted, and neither are the sound blocks that were read with it. */
  @Test
  void aCorruptBlockIsVerifiedAgain() {
    ChunkReader reader = new ChunkReader(Verify.FIRST_READ, Digests.JAVA);
    stored.bytes[0] ^= 1;
    assertCorrupt(reader, 0, 10);
    stored.bytes[0] ^= 1;
    assertArrayEquals(Arrays.copyOf(content, 10), reader.begin(row, stored, 0, 10).join());
  }

  @ParameterizedTest
  @EnumSource(Verify.class)
  void aShortPayloadIsCorruptForAnyRead(Verify verify) {
    Watched torn = new Watched(Arrays.copyOf(content, SIZE - 1));
    GranaryException corrupt =
        assertThrows(
            GranaryException.class,
            () -> new ChunkReader(verify, Digests.JAVA).begin(row, torn, 0, 1).join());
    assertEquals(Code.CORRUPT, corrupt.code());
    assertEquals("id", corrupt.details().get("chunkId"));
  }

  /** The chunk has another physical id now, so its bytes may be others. */
  @Test
  void aChunkThatIsStoredAgainIsVerifiedAgain() {
    ChunkReader reader = new ChunkReader(Verify.FIRST_READ, Digests.JAVA);
    reader.begin(row, stored, 0, 10).join();
    Watched anew = new Watched(content.clone());
    anew.bytes[5] ^= 1;
    GranaryException corrupt =
        assertThrows(
            GranaryException.class, () -> reader.begin(row(2, content), anew, 0, 10).join());
    assertEquals(Code.CORRUPT, corrupt.code());
  }

  @Test
  void theBytesAreTheCallersOwn() {
    ChunkReader reader = new ChunkReader(Verify.FIRST_READ, Digests.JAVA);
    reader.begin(row, stored, 0, SIZE).join()[0] ^= 1;
    reader.begin(row, stored, 0, SIZE).join()[0] ^= 1;
    assertArrayEquals(content, stored.bytes);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, -1", "196708, 1", "0, 196709", "2147483647, 2147483647"})
  void rangesOutsideTheChunkAreTheCallersMistake(int offset, int length) {
    ChunkReader reader = new ChunkReader(Verify.FIRST_READ, Digests.JAVA);
    assertThrows(
        IllegalArgumentException.class, () -> reader.begin(row, stored, offset, length).join());
    assertEquals(List.of(), stored.reads);
  }

  private void assertCorrupt(ChunkReader reader, int from, int length) {
    GranaryException corrupt =
        assertThrows(GranaryException.class, () -> reader.begin(row, stored, from, length).join());
    assertEquals(Code.CORRUPT, corrupt.code());
    assertEquals("id", corrupt.details().get("chunkId"));
  }

  private static final class Watched implements Payload {
    private final byte[] bytes;
    private final List<String> reads = new ArrayList<>();

    Watched(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int size() {
      return bytes.length;
    }

    @Override
    public Pending<byte[]> begin(int offset, int length) {
      reads.add(offset + "-" + (offset + length));
      return Pending.ready(Arrays.copyOfRange(bytes, offset, offset + length));
    }
  }
}
