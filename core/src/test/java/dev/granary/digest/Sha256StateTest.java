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

final class Sha256StateTest {
  private static final String START =
      "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19";

  @Property
  void continuesFromAnyByte(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 400) int cut) {
    int saved = Math.min(cut, bytes.length);
    byte[] expected = Sha256.of(bytes, 0, bytes.length);
    Sha256 first = new Sha256();
    first.update(bytes, 0, saved);
    byte[] state = first.state();

    Sha256 second = Sha256.restore(state);
    assertArrayEquals(state, second.state());
    second.update(bytes, saved, bytes.length - saved);
    assertArrayEquals(expected, second.digest());

    first.update(bytes, saved, bytes.length - saved);
    assertArrayEquals(expected, first.digest(), "state() changed the digest");
  }

  /** One version writes the state and the next reads it, so the layout is part of the contract. */
  @Test
  void layoutOfVersionOne() {
    Sha256 sha = new Sha256();
    sha.update("abc".getBytes(US_ASCII), 0, 3);
    assertEquals("01" + START + "0000000000000003" + "616263", Hex.encode(sha.state()));
  }

  /** FIPS 180-4, section 5.1.1: the last 64 bits of the padding are the length in bits. */
  @ParameterizedTest
  @ValueSource(
      longs = {1L << 29, (1L << 32) - 64, 1L << 32, 5_000_000_000L / 64 * 64, (1L << 61) - 64})
  void paddingCarriesTheWholeLength(long length) {
    byte[] padding = ByteBuffer.allocate(64).put((byte) 0x80).putLong(56, length * 8).array();
    Sha256 byHand = new Sha256();
    byHand.update(padding, 0, 64);
    byte[] hash = Arrays.copyOfRange(byHand.state(), 1, 33);
    assertArrayEquals(hash, Sha256.restore(state(1, length, 0)).digest());
    assertArrayEquals(state(1, length, 0), Sha256.restore(state(1, length, 0)).state());
  }

  @Test
  void continuesPastFourGigabytes() {
    Sha256 sha = Sha256.restore(state(1, (1L << 32) - 1, 63));
    sha.update(new byte[2], 0, 2);
    byte[] state = sha.state();
    assertEquals((1L << 32) + 1, ByteBuffer.wrap(state).getLong(33));
    assertEquals(41 + 1, state.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40, 42, 104, 105, 1000})
  void refusesAStateOfAnotherLength(int length) {
    corrupt(Arrays.copyOf(state(1, 0, 0), length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 255})
  void refusesAnotherVersion(int version) {
    corrupt(state(version, 0, 0));
  }

  @Test
  void refusesAnUnfinishedBlockThatDoesNotFit() {
    corrupt(state(1, 3, 2));
    corrupt(state(1, 3, 4));
    corrupt(state(1, 3, 3 + 64));
    corrupt(state(1, 64, 64));
  }

  @ParameterizedTest
  @ValueSource(longs = {-64, Long.MIN_VALUE, Long.MAX_VALUE - 63, 1L << 61})
  void refusesAnImpossibleLength(long length) {
    corrupt(state(1, length, 0));
  }

  private static void corrupt(byte[] state) {
    GranaryException e = assertThrows(GranaryException.class, () -> Sha256.restore(state));
    assertEquals(GranaryException.Code.CORRUPT, e.code());
  }

  private static byte[] state(int version, long length, int held) {
    return ByteBuffer.allocate(41 + held)
        .put((byte) version)
        .put(Hex.decode(START))
        .putLong(length)
        .array();
  }
}
