package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkPump.Pumped;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how many buffers a pump owns, in which order it works, and when a stream has ended. */
final class ChunkPumpTest {
  private static final long MIB = 1024 * 1024;

  @Test
  void aHundredMebibytesOwnTwoBuffersOfTenAtMost() throws Exception {
    PumpRig rig = new PumpRig(ChunkLayout.DEFAULT_SIZE);
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    ByteSource generated = new Generated(100 * MIB, 999_983, expected);
    Pumped pumped = rig.run(ChunkSource.of(generated), FileSpec.UNKNOWN);

    assertEquals(100 * MIB, pumped.size());
    assertEquals(HexFormat.of().formatHex(expected.digest()), pumped.sha256());
    assertEquals(10, rig.begun.size());
    assertEquals(2, rig.owned.peak());
    assertEquals(2, rig.memories.size());
    rig.memories.forEach(memory -> assertEquals(ChunkLayout.DEFAULT_SIZE, memory.length));
    assertEquals(0, rig.owned.count());
    assertEquals(1, rig.mostInFlight);
    assertFalse(rig.touchedInFlight);
    assertEquals(List.of(), rig.misjoined());
  }

  @Test
  void aFileOfOneChunkOwnsOneBuffer() {
    PumpRig rig = new PumpRig(8);
    rig.run(ChunkSource.of(new byte[7]), FileSpec.UNKNOWN);
    assertEquals(1, rig.owned.peak());
    assertEquals(0, rig.owned.count());
  }

  /**
   * The pump reads the next chunk while the previous one is being stored, and begins to store it
   * after that.
   */
  @Test
  void readingOverlapsStoringAndChunksAreBegunInOrder() {
    PumpRig rig = new PumpRig(2);
    rig.run(ChunkSource.of(new byte[5]), FileSpec.UNKNOWN);
    List<String> expected =
        List.of(
            "read 0", "begin 0", "read 1", "join 0", "begin 1", "read 2", "join 1", "begin 2",
            "join 2");
    assertEquals(expected, rig.events);
  }

  /**
   * This needs a promised size or a short chunk. Without either, the pump cannot know that nothing
   * follows.
   */
  @ParameterizedTest
  @CsvSource({"7, -1, 7", "7, 7, 7", "8, 8, 8", "8, -1, 16", "9, 9, 18", "0, 0, 0"})
  void aFileOfOneChunkIsHashedOnce(int size, long promised, long hashed) {
    PumpRig rig = new PumpRig(8);
    rig.run(ChunkSource.of(new byte[size]), promised);
    assertEquals(hashed, rig.hashedBytes);
  }

  @Test
  void aSourceMayReplaceTheMemory() throws Exception {
    byte[] content = new byte[1000];
    new Random(1).nextBytes(content);
    ByteSource pieces = new PieceSource(content, List.of(7));
    ByteSource replacing =
        (into, offset, length) -> {
          byte[] away = into.memory();
          into.replace(away.clone());
          Arrays.fill(away, (byte) -1);
          return pieces.read(into, offset, length);
        };
    PumpRig rig = new PumpRig(64);
    Pumped pumped = rig.run(ChunkSource.of(replacing), FileSpec.UNKNOWN);
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(content);
    assertArrayEquals(expected, HexFormat.of().parseHex(pumped.sha256()));
    assertFalse(rig.touchedInFlight);
    assertEquals(2, rig.owned.peak());
  }

  @Test
  void replacedMemoryOfAnotherSizeIsRefused() {
    ChunkBuffer buffer = new OwnedBuffers().take(8);
    assertThrows(IllegalArgumentException.class, () -> buffer.replace(new byte[9]));
    assertEquals(8, buffer.memory().length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4, 7, 8, 9})
  void moreBytesThanPromisedAreRefusedBeforeTheyAreStored(long promised) {
    PumpRig rig = new PumpRig(4);
    ChunkSource source = ChunkSource.of(new byte[10]);
    GranaryException refused =
        assertThrows(GranaryException.class, () -> rig.run(source, promised));
    assertEquals(Code.INTEGRITY, refused.code());
    assertEquals(promised, refused.details().get("expectedSize"));
    // The pump does not know how many more bytes the source has.
    assertNull(refused.details().get("actualSize"));
    assertEquals(
        "The source of \"k\" has more than the promised " + promised + " bytes.",
        refused.getMessage());
    assertEquals(promised / 4, rig.begun.size());
    assertEquals(0, rig.owned.count());
    assertEquals(List.of(), rig.misjoined());
  }

  @Test
  void fewerBytesThanPromisedAreLeftToTheWriter() {
    PumpRig rig = new PumpRig(4);
    assertEquals(6, rig.run(ChunkSource.of(new byte[6]), 9).size());
  }

  @Test
  void aFailedAllocationIsNotCounted() {
    PumpRig rig = new PumpRig(Integer.MAX_VALUE);
    ChunkSource source = ChunkSource.of(new byte[1]);
    assertThrows(OutOfMemoryError.class, () -> rig.run(source, FileSpec.UNKNOWN));
    assertEquals(0, rig.owned.count());
  }

  /** Supplies bytes that are never all in memory. */
  private static final class Generated implements ByteSource {
    private final int piece;
    private final MessageDigest seen;
    private long left;
    private int state = 1;

    Generated(long size, int piece, MessageDigest seen) {
      this.left = size;
      this.piece = piece;
      this.seen = seen;
    }

    @Override
    public int read(ChunkBuffer into, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int read = (int) Math.min(left, Math.min(piece, length));
      byte[] memory = into.memory();
      for (int i = offset; i < offset + read; i++) {
        state = state * 1_103_515_245 + 12_345;
        memory[i] = (byte) (state >>> 16);
      }
      seen.update(memory, offset, read);
      left -= read;
      return read;
    }
  }
}
