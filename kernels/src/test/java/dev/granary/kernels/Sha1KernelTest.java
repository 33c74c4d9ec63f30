package dev.granary.kernels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.digest.Hex;
import dev.granary.digest.Sha1;
import dev.granary.kernels.KernelRig.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Sha1KernelTest {
  private static final int BLOCK = 64;

  private static final KernelRig RIG = new KernelRig(KernelModule.BASELINE);

  /** NIST's examples for FIPS 180-4: no block, one block and two. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '', da39a3ee5e6b4b0d3255bfef95601890afd80709
          abc, a9993e364706816aba3e25717850c26c9cd0d89d
          abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, \
          84983e441c3bd26ebaae4aa1f95129e5e54670f1
          """)
  void publishedVectors(String message, String digest) {
    assertEquals(digest, digest(message.getBytes(US_ASCII)));
  }

  @Test
  void oneMillionLetters() {
    assertEquals(
        "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
        digest("a".repeat(1_000_000).getBytes(US_ASCII)));
  }

  /** Also in pieces: each call goes on from the state that the one before it left. */
  @Property(tries = 200)
  void equalsItsTwin(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 9) Integer> pieces,
      @ForAll @IntRange(max = 17) int offset,
      @ForAll Kind kind,
      @ForAll long seed) {
    Sha1 twin = new Sha1();
    int[] hash = hash(twin);
    for (int i = 0; i < pieces.size(); i++) {
      byte[] bytes = KernelRig.bytes(kind, pieces.get(i) * BLOCK, seed + i);
      twin.update(bytes, 0, bytes.length);
      RIG.fold("sha1", hash, bytes, offset);
      assertArrayEquals(hash(twin), hash);
    }
  }

  @Test
  void aWholePieceWhichItDoesNotChange() {
    byte[] bytes = KernelRig.bytes(Kind.ANY, Layout.PIECE, 1);
    Sha1 twin = new Sha1();
    int[] hash = hash(twin);
    twin.update(bytes, 0, bytes.length);
    RIG.fold("sha1", hash, bytes, 0);
    assertArrayEquals(hash(twin), hash);
    assertArrayEquals(bytes, RIG.read(Layout.DATA, bytes.length));
  }

  /** The digest: pads as section 5.1.1 says, and folds in pieces. */
  private static String digest(byte[] message) {
    ByteBuffer padded = ByteBuffer.allocate((message.length + 8) / BLOCK * BLOCK + BLOCK);
    padded.put(message).put((byte) 0x80).putLong(padded.capacity() - 8, message.length * 8L);

    int[] hash = hash(new Sha1());
    for (int at = 0; at < padded.capacity(); at += Layout.PIECE) {
      int end = Math.min(padded.capacity(), at + Layout.PIECE);
      RIG.fold("sha1", hash, Arrays.copyOfRange(padded.array(), at, end), 0);
    }
    ByteBuffer digest = ByteBuffer.allocate(20);
    digest.asIntBuffer().put(hash);
    return Hex.encode(digest.array());
  }

  /** The hash so far, as the twin writes it down: behind one byte of version. */
  private static int[] hash(Sha1 twin) {
    int[] hash = new int[5];
    ByteBuffer.wrap(twin.state(), 1, 20).asIntBuffer().get(hash);
    return hash;
  }
}
