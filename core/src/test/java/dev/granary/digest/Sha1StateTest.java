package dev.granary.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the saved states of SHA-1. The test of SHA-256 covers what the two share. */
final class Sha1StateTest {
  private static final String START = "67452301efcdab8998badcfe10325476c3d2e1f0";

  @Property
  void continuesFromAnyByte(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 400) int cut) {
    int saved = Math.min(cut, bytes.length);
    Sha1 first = new Sha1();
    first.update(bytes, 0, saved);
    byte[] state = first.state();
    Sha1 second = Sha1.restore(state);
    assertArrayEquals(state, second.state());
    assertEquals(saved, second.length());
    second.update(bytes, saved, bytes.length - saved);
    assertArrayEquals(Sha1.of(bytes, 0, bytes.length), second.digest());
  }

  /** One version writes the state and the next reads it, so the layout is part of the contract. */
  @Test
  void layout() {
    Sha1 sha = new Sha1();
    sha.update("abc".getBytes(US_ASCII), 0, 3);
    assertEquals("02" + START + "0000000000000003" + "616263", Hex.encode(sha.state()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 28, 30, 92, 93, 1000})
  void refusesAStateOfAnotherLength(int length) {
    corrupt(Arrays.copyOf(new Sha1().state(), length));
  }

  /**
   * The length fits: twelve bytes follow where a SHA-1 state would end, and look like an unfinished
   * block.
   */
  @Test
  void refusesAStateOfAnotherDigest() {
    byte[] other = new Sha256().state();
    ByteBuffer.wrap(other).putLong(21, 12);
    corrupt(other);
    other[0] = 2;
    assertEquals(12, Sha1.restore(other).length());
    assertThrows(GranaryException.class, () -> Sha256.restore(new Sha1().state()));
  }

  @ParameterizedTest
  @ValueSource(longs = {-64, 1L << 61, Long.MAX_VALUE - 63})
  void refusesAnImpossibleLength(long length) {
    byte[] state = new Sha1().state();
    ByteBuffer.wrap(state).putLong(21, length);
    corrupt(state);
  }

  private static void corrupt(byte[] state) {
    GranaryException e = assertThrows(GranaryException.class, () -> Sha1.restore(state));
    assertEquals(GranaryException.Code.CORRUPT, e.code());
  }
}
