package dev.granary.kernels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
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

final class Sha256KernelTest {
  private static final int BLOCK = 64;

  private static final KernelRig RIG = new KernelRig(KernelModule.BASELINE);

  /** NIST's examples for FIPS 180-4: no block, one block and two. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
          abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
          abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq, \
          248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1
          """)
  void publishedVectors(String message, String digest) {
    assertEquals(digest, digest(message.getBytes(US_ASCII)));
  }

  @Test
  void oneMillionLetters() {
    assertEquals(
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
        digest("a".repeat(1_000_000).getBytes(US_ASCII)));
  }

  /** Also in pieces: each call goes on from the state that the one before it left. */
  @Property(tries = 200)
  void equalsItsTwin(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 9) Integer> pieces,
      @ForAll @IntRange(max = 17) int offset,
      @ForAll Kind kind,
      @ForAll long seed) {
    Sha256 twin = new Sha256();
    int[] hash = hash(twin);
    for (int i = 0; i < pieces.size(); i++) {
      byte[] bytes = KernelRig.bytes(kind, pieces.get(i) * BLOCK, seed + i);
      twin.update(bytes, 0, bytes.length);
      RIG.fold("sha256", hash, bytes, offset);
      assertArrayEquals(hash(twin), hash);
    }
  }

  @Test
  void aWholePieceWhichItDoesNotChange() {
    byte[] bytes = KernelRig.bytes(Kind.ANY, Layout.PIECE, 1);
    Sha256 twin = new Sha256();
    int[] hash = hash(twin);
    twin.update(bytes, 0, bytes.length);
    RIG.fold("sha256", hash, bytes, 0);
    assertArrayEquals(hash(twin), hash);
    assertArrayEquals(bytes, RIG.read(Layout.DATA, bytes.length));
  }

  /** The kernels share one memory; checksums between two pieces disturb no hash. */
  @Test
  void standsBesideTheOtherKernel() {
    byte[] bytes = KernelRig.bytes(Kind.ANY, 3 * 65536, 2);
    Sha256 twin = new Sha256();
    int[] hash = hash(twin);
    for (int i = 0; i < 2; i++) {
      twin.update(bytes, 0, bytes.length);
      RIG.fold("sha256", hash, bytes, 0);
      byte[] state = RIG.read(Layout.STATE, 32);
      RIG.crcs(bytes, 0);
      assertArrayEquals(state, RIG.read(Layout.STATE, 32));
    }
    assertArrayEquals(hash(twin), hash);
  }

  /** The digest: pads as section 5.1.1 says, and folds in pieces. */
  private static String digest(byte[] message) {
    ByteBuffer padded = ByteBuffer.allocate((message.length + 8) / BLOCK * BLOCK + BLOCK);
    padded.put(message).put((byte) 0x80).putLong(padded.capacity() - 8, message.length * 8L);

    int[] hash = hash(new Sha256());
    for (int at = 0; at < padded.capacity(); at += Layout.PIECE) {
      int end = Math.min(padded.capacity(), at + Layout.PIECE);
      RIG.fold("sha256", hash, Arrays.copyOfRange(padded.array(), at, end), 0);
    }
    ByteBuffer digest = ByteBuffer.allocate(32);
    digest.asIntBuffer().put(hash);
    return Hex.encode(digest.array());
  }

  /** The hash so far, as the twin writes it down: behind one byte of version. */
  private static int[] hash(Sha256 twin) {
    int[] hash = new int[8];
    ByteBuffer.wrap(twin.state(), 1, 32).asIntBuffer().get(hash);
    return hash;
  }
}
