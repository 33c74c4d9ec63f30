package dev.granary.chunk.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteShuffleTest {
  @ParameterizedTest
  @CsvSource({
    "2, '', ''",
    "2, a, a",
    "2, aA, aA",
    "2, aAbBcCd, abcABCd",
    "4, abc, abc",
    "4, a1A!b2B?, ab12AB!?",
    "4, a1A!b2B?xyz, ab12AB!?xyz",
  })
  void firstBytesFirst(int width, String bytes, String shuffled) {
    byte[] to = new byte[bytes.length()];
    ByteShuffle.shuffle(bytes.getBytes(US_ASCII), 0, to.length, width, to, 0);
    assertEquals(shuffled, new String(to, US_ASCII));
  }

  @Property
  void movesAnyRangeAndBack(
      @ForAll @Size(max = 70) byte[] from,
      @ForAll @IntRange(max = 9) int cut,
      @ForAll @IntRange(max = 9) int toAt,
      @ForAll boolean wide) {
    int width = wide ? 4 : 2;
    int at = Math.min(cut, from.length);
    int length = from.length - at;
    int elements = length / width;
    byte[] expected = new byte[toAt + length + 3];
    Arrays.fill(expected, (byte) 77);
    byte[] shuffled = expected.clone();
    for (int i = 0; i < length; i++) {
      int place = i < elements * width ? i % width * elements + i / width : i;
      expected[toAt + place] = from[at + i];
    }
    ByteShuffle.shuffle(from, at, length, width, shuffled, toAt);
    assertArrayEquals(expected, shuffled);

    byte[] back = from.clone();
    Arrays.fill(back, at, from.length, (byte) 0);
    ByteShuffle.unshuffle(shuffled, toAt, length, width, back, at);
    assertArrayEquals(from, back);
  }
}
