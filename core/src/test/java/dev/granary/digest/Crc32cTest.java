package dev.granary.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Crc32cTest {
  /** RFC 3720, appendix B.4, and the usual check value: the nine digits. */
  @Test
  void publishedVectors() {
    byte[] zeros = new byte[32];
    byte[] ones = new byte[32];
    byte[] rising = new byte[32];
    byte[] falling = new byte[32];
    for (int i = 0; i < 32; i++) {
      ones[i] = (byte) 0xff;
      rising[i] = (byte) i;
      falling[i] = (byte) (31 - i);
    }
    assertEquals(0x8A9136AA, of(zeros));
    assertEquals(0x62A8AB43, of(ones));
    assertEquals(0x46DD794E, of(rising));
    assertEquals(0x113FDB5C, of(falling));
    assertEquals(0xE3069283, of("123456789".getBytes(US_ASCII)));
    assertEquals(0, of(new byte[0]));
  }

  @Property
  void equalsThePlatformsChecksumOnAnyRange(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 40) int cut) {
    int offset = Math.min(cut, bytes.length);
    int length = Math.max(0, bytes.length - offset - cut / 2);
    assertEquals(platform(bytes, offset, length), Crc32c.of(bytes, offset, length));
  }

  @Property
  void anySplittingEqualsOneCall(
      @ForAll @Size(max = 400) byte[] bytes,
      @ForAll @Size(max = 20) List<@IntRange(max = 70) Integer> sizes) {
    Crc32c crc = new Crc32c();
    Pieces.feed(bytes, sizes, crc::update);
    assertEquals(of(bytes), crc.value());
  }

  @Property(tries = 100)
  void blocksMatchOneByOne(
      @ForAll @IntRange(max = 4 * Crc32c.BLOCK) int length,
      @ForAll @IntRange(max = 20) int offset,
      @ForAll long seed) {
    byte[] bytes = random(offset + length + 7, seed);
    int[] blocks = Crc32c.ofBlocks(bytes, offset, length);
    assertEquals((length + Crc32c.BLOCK - 1) / Crc32c.BLOCK, blocks.length);
    for (int i = 0; i < blocks.length; i++) {
      int start = i * Crc32c.BLOCK;
      int size = Math.min(Crc32c.BLOCK, length - start);
      assertEquals(Crc32c.of(bytes, offset + start, size), blocks[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "65535, 1", "65536, 1", "65537, 2", "131072, 2", "131073, 3"})
  void countsBlocks(int length, int blocks) {
    assertEquals(blocks, Crc32c.ofBlocks(new byte[length], 0, length).length);
  }

  @Test
  void lastBlockEndsWithTheRange() {
    byte[] bytes = random(Crc32c.BLOCK + 100, 1);
    byte[] range = Arrays.copyOfRange(bytes, 3, Crc32c.BLOCK + 13);
    assertArrayEquals(
        new int[] {
          platform(range, 0, Crc32c.BLOCK),
          platform(range, Crc32c.BLOCK, range.length - Crc32c.BLOCK)
        },
        Crc32c.ofBlocks(bytes, 3, range.length));
  }

  @Test
  void valueChangesNothingAndResetForgets() {
    byte[] bytes = random(100, 2);
    Crc32c crc = new Crc32c();
    assertEquals(0, crc.value());
    crc.update(bytes, 0, 50);
    assertEquals(Crc32c.of(bytes, 0, 50), crc.value());
    crc.update(bytes, 50, 50);
    assertEquals(of(bytes), crc.value());
    crc.reset();
    crc.update(bytes, 10, 20);
    assertEquals(Crc32c.of(bytes, 10, 20), crc.value());
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 11", "10, 1", "11, 0", "5, -1", "1, 2147483647"})
  void refusesRangesOutside(int offset, int length) {
    byte[] bytes = new byte[10];
    Crc32c crc = new Crc32c();
    assertThrows(IndexOutOfBoundsException.class, () -> crc.update(bytes, offset, length));
    assertThrows(IndexOutOfBoundsException.class, () -> Crc32c.of(bytes, offset, length));
    assertThrows(IndexOutOfBoundsException.class, () -> Crc32c.ofBlocks(bytes, offset, length));
  }

  private static int of(byte[] bytes) {
    return Crc32c.of(bytes, 0, bytes.length);
  }

  private static int platform(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
