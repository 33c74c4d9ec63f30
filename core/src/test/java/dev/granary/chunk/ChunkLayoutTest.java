package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkLayoutTest {
  @Property
  void chunksAreAdjacentAndOnlyTheLastIsShort(
      @ForAll @IntRange(min = 1, max = 5000) int chunkSize,
      @ForAll @LongRange(max = 100_000) long size) {
    ChunkLayout layout = new ChunkLayout(chunkSize);
    int count = layout.count(size);
    long end = 0;
    for (int i = 0; i < count; i++) {
      assertEquals(end, layout.offset(i));
      int length = layout.length(i, size);
      assertTrue(i == count - 1 ? length > 0 && length <= chunkSize : length == chunkSize);
      end += length;
    }
    assertEquals(size, end);
    assertEquals(0, layout.length(count, size));
    assertEquals(0, layout.length(count + 1, size));
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 4294967296, 65536, 0",
    "67108864, 10737418241, 161, 1",
    "67108864, 140737488355327, 2097152, 67108863"
  })
  void filesBeyondFourGigabytes(int chunkSize, long size, int count, int shortBy) {
    ChunkLayout layout = new ChunkLayout(chunkSize);
    assertEquals(count, layout.count(size));
    assertEquals((long) (count - 1) * chunkSize, layout.offset(count - 1));
    int expected = shortBy == 0 ? chunkSize : shortBy;
    assertEquals(expected, layout.length(count - 1, size));
    assertEquals(0, layout.length(count, size));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 65_535, 64 * 1024 * 1024 + 1, Integer.MAX_VALUE})
  void sizesOutOfRangeAreInvalid(int chunkSize) {
    GranaryException invalid =
        assertThrows(GranaryException.class, () -> ChunkLayout.of(chunkSize));
    assertEquals(Code.INVALID, invalid.code());
    assertEquals(chunkSize, invalid.details().get("chunkSize"));
  }

  @Test
  void theSmallestAndTheLargestSizeAreValid() {
    assertEquals(64 * 1024, ChunkLayout.of(64 * 1024).chunkSize());
    assertEquals(64 * 1024 * 1024, ChunkLayout.of(64 * 1024 * 1024).chunkSize());
    assertEquals(10 * 1024 * 1024, ChunkLayout.of(ChunkLayout.DEFAULT_SIZE).chunkSize());
  }
}
