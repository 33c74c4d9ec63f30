package dev.granary.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what SHA-1 and SHA-256 share. */
final class ShaTest {
  /** NIST's examples for FIPS 180-4: no block, one block and two. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '', da39a3ee5e6b4b0d3255bfef95601890afd80709, \
          e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          abc, a9993e364706816aba3e25717850c26c9cd0d89d, \
          ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
          abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, \
          84983e441c3bd26ebaae4aa1f95129e5e54670f1, \
          248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1
          """)
  void publishedVectors(String message, String sha1, String sha256) {
    byte[] bytes = message.getBytes(US_ASCII);
    assertEquals(sha1, Hex.encode(Sha1.of(bytes, 0, bytes.length)));
    assertEquals(sha256, Hex.encode(Sha256.of(bytes, 0, bytes.length)));
  }

  @Test
  void oneMillionLetters() {
    byte[] bytes = "a".repeat(1_000_000).getBytes(US_ASCII);
    assertEquals(
        "34aa973cd4c4daa4f61eeb2bdbad27316534016f", Hex.encode(Sha1.of(bytes, 0, bytes.length)));
    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        Hex.encode(Sha256.of(bytes, 0, bytes.length)));
  }

  @Property
  void equalsThePlatformsDigestOnAnyRange(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll @IntRange(max = 40) int cut)
      throws NoSuchAlgorithmException {
    int offset = Math.min(cut, bytes.length);
    int length = Math.max(0, bytes.length - offset - cut / 2);
    assertArrayEquals(platform("SHA-1", bytes, offset, length), Sha1.of(bytes, offset, length));
    assertArrayEquals(platform("SHA-256", bytes, offset, length), Sha256.of(bytes, offset, length));
  }

  @Property
  void anySplittingEqualsOneCall(
      @ForAll @Size(max = 400) byte[] bytes,
      @ForAll @Size(max = 20) List<@IntRange(max = 140) Integer> sizes) {
    Sha1 sha1 = new Sha1();
    Sha256 sha256 = new Sha256();
    Pieces.feed(bytes, sizes, sha1::update);
    Pieces.feed(bytes, sizes, sha256::update);
    assertArrayEquals(Sha1.of(bytes, 0, bytes.length), sha1.digest());
    assertArrayEquals(Sha256.of(bytes, 0, bytes.length), sha256.digest());
  }

  @Property
  void digestChangesNothing(
      @ForAll @Size(max = 400) byte[] bytes,
      @ForAll @Size(max = 20) List<@IntRange(max = 140) Integer> sizes) {
    Sha1 sha1 = new Sha1();
    Sha256 sha256 = new Sha256();
    int[] fed = {0};
    Pieces.feed(
        bytes,
        sizes,
        (all, offset, length) -> {
          sha1.update(all, offset, length);
          sha256.update(all, offset, length);
          fed[0] += length;
          assertArrayEquals(Sha1.of(bytes, 0, fed[0]), sha1.digest());
          assertArrayEquals(Sha256.of(bytes, 0, fed[0]), sha256.digest());
        });
    assertArrayEquals(sha1.digest(), sha1.digest());
    assertArrayEquals(sha256.digest(), sha256.digest());
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 11", "10, 1", "11, 0", "5, -1", "1, 2147483647"})
  void refusesRangesOutsideAndStaysAsItWas(int offset, int length) {
    byte[] bytes = new byte[10];
    Sha1 sha1 = new Sha1();
    Sha256 sha256 = new Sha256();
    assertThrows(IndexOutOfBoundsException.class, () -> sha1.update(bytes, offset, length));
    assertThrows(IndexOutOfBoundsException.class, () -> sha256.update(bytes, offset, length));
    assertThrows(IndexOutOfBoundsException.class, () -> Sha1.of(bytes, offset, length));
    assertThrows(IndexOutOfBoundsException.class, () -> Sha256.of(bytes, offset, length));
    assertArrayEquals(new Sha1().digest(), sha1.digest());
    assertArrayEquals(new Sha256().digest(), sha256.digest());
  }

  private static byte[] platform(String name, byte[] bytes, int offset, int length)
      throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance(name);
    digest.update(bytes, offset, length);
    return digest.digest();
  }
}
