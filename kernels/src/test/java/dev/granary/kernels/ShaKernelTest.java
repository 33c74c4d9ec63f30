package dev.granary.kernels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.digest.Hex;
import dev.granary.digest.Sha1;
import dev.granary.digest.Sha256;
import dev.granary.kernels.KernelRig.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ShaKernelTest {
  private static final int BLOCK = 64;

  private static final KernelRig RIG = new KernelRig(KernelModule.BASELINE);

  enum Sha {
    SHA1("sha1", 5),
    SHA256("sha256", 8);

    final String kernel;
    final int words;

    Sha(String kernel, int words) {
      this.kernel = kernel;
      this.words = words;
    }

    JavaVersion inJava() {
      return switch (this) {
        case SHA1 -> {
          Sha1 sha1 = new Sha1();
          yield new JavaVersion(this, sha1::state, sha1::update);
        }
        case SHA256 -> {
          Sha256 sha256 = new Sha256();
          yield new JavaVersion(this, sha256::state, sha256::update);
        }
      };
    }
  }

  private interface State {
    byte[] now();
  }

  private interface Update {
    void with(byte[] bytes, int offset, int length);
  }

  private record JavaVersion(Sha sha, State state, Update update) {
    void add(byte[] bytes) {
      update.with(bytes, 0, bytes.length);
    }

    /**
     * Returns the running hash in the form of the Java version: after one byte that names the form.
     */
    int[] hash() {
      int[] hash = new int[sha.words];
      ByteBuffer.wrap(state.now(), 1, 4 * sha.words).asIntBuffer().get(hash);
      return hash;
    }
  }

  /**
   * Tests NIST's examples for FIPS 180-4: no block, one block, two blocks, and a million letters.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          SHA1, '', 1, da39a3ee5e6b4b0d3255bfef95601890afd80709
          SHA1, abc, 1, a9993e364706816aba3e25717850c26c9cd0d89d
          SHA1, abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, 1, \
          84983e441c3bd26ebaae4aa1f95129e5e54670f1
          SHA1, a, 1000000, 34aa973cd4c4daa4f61eeb2bdbad27316534016f
          SHA256, '', 1, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          SHA256, abc, 1, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
          SHA256, abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, 1, \
          248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1
          SHA256, a, 1000000, cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0
          """)
  void publishedVectors(Sha sha, String message, int times, String digest) {
    assertEquals(digest, digest(sha, message.repeat(times).getBytes(US_ASCII)));
  }

  /** Hashes in pieces, too: each call continues from the state that the call before left. */
  @Property(tries = 400)
  void equalsItsJavaVersion(
      @ForAll Sha sha,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 9) Integer> pieces,
      @ForAll @IntRange(max = 17) int offset,
      @ForAll Kind kind,
      @ForAll long seed) {
    JavaVersion inJava = sha.inJava();
    int[] hash = inJava.hash();
    for (int i = 0; i < pieces.size(); i++) {
      byte[] bytes = KernelRig.bytes(kind, pieces.get(i) * BLOCK, seed + i);
      inJava.add(bytes);
      RIG.fold(sha.kernel, hash, bytes, offset);
      assertArrayEquals(inJava.hash(), hash);
    }
  }

  @ParameterizedTest
  @EnumSource
  void foldsAWholePieceAndLeavesItUnchanged(Sha sha) {
    byte[] bytes = KernelRig.bytes(Kind.ANY, Layout.PIECE, 1);
    JavaVersion inJava = sha.inJava();
    int[] hash = inJava.hash();
    inJava.add(bytes);
    RIG.fold(sha.kernel, hash, bytes, 0);
    assertArrayEquals(inJava.hash(), hash);
    assertArrayEquals(bytes, RIG.read(Layout.DATA, bytes.length));
  }

  /** All kernels share one memory. */
  @ParameterizedTest
  @EnumSource
  void checksumsBetweenTwoPiecesDoNotChangeTheHash(Sha sha) {
    byte[] bytes = KernelRig.bytes(Kind.ANY, 3 * 65536, 2);
    JavaVersion inJava = sha.inJava();
    int[] hash = inJava.hash();
    for (int i = 0; i < 2; i++) {
      inJava.add(bytes);
      RIG.fold(sha.kernel, hash, bytes, 0);
      byte[] state = RIG.read(Layout.STATE, 32);
      RIG.crcs(bytes, 0);
      assertArrayEquals(state, RIG.read(Layout.STATE, 32));
    }
    assertArrayEquals(inJava.hash(), hash);
  }

  /** Computes a digest: pads the message as section 5.1.1 says, and folds it in pieces. */
  private static String digest(Sha sha, byte[] message) {
    ByteBuffer padded = ByteBuffer.allocate((message.length + 8) / BLOCK * BLOCK + BLOCK);
    padded.put(message).put((byte) 0x80).putLong(padded.capacity() - 8, message.length * 8L);

    int[] hash = sha.inJava().hash();
    for (int at = 0; at < padded.capacity(); at += Layout.PIECE) {
      int end = Math.min(padded.capacity(), at + Layout.PIECE);
      RIG.fold(sha.kernel, hash, Arrays.copyOfRange(padded.array(), at, end), 0);
    }
    ByteBuffer digest = ByteBuffer.allocate(4 * sha.words);
    digest.asIntBuffer().put(hash);
    return Hex.encode(digest.array());
  }
}
