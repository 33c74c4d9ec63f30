package dev.granary.kernels;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.digest.Crc32c;
import dev.granary.kernels.KernelRig.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Crc32cKernelTest {
  private static final int BLOCK = Crc32c.BLOCK;

  /** All tests share one rig: no call may leave something in memory that changes the next. */
  private static final KernelRig RIG = new KernelRig(KernelModule.BASELINE);

  /** Tests the examples of RFC 3720, appendix B.4, and the usual check value of the nine digits. */
  @Test
  void publishedVectors() {
    byte[] ones = new byte[32];
    byte[] rising = new byte[32];
    byte[] falling = new byte[32];
    for (int i = 0; i < 32; i++) {
      ones[i] = (byte) 0xff;
      rising[i] = (byte) i;
      falling[i] = (byte) (31 - i);
    }
    assertArrayEquals(new int[] {0x8A9136AA}, RIG.crcs(new byte[32], 0));
    assertArrayEquals(new int[] {0x62A8AB43}, RIG.crcs(ones, 0));
    assertArrayEquals(new int[] {0x46DD794E}, RIG.crcs(rising, 0));
    assertArrayEquals(new int[] {0x113FDB5C}, RIG.crcs(falling, 0));
    assertArrayEquals(new int[] {0xE3069283}, RIG.crcs("123456789".getBytes(US_ASCII), 0));
  }

  @Property(tries = 300)
  void equalsItsJavaVersion(
      @ForAll("lengths") int length,
      @ForAll @IntRange(max = 17) int offset,
      @ForAll Kind kind,
      @ForAll long seed) {
    byte[] bytes = KernelRig.bytes(kind, length, seed);
    assertArrayEquals(Crc32c.ofBlocks(bytes, 0, length), RIG.crcs(bytes, offset));
  }

  /** Tests bytes that arrive piece by piece, with blocks that begin elsewhere than in the whole. */
  @Property(tries = 100)
  void continuesFromItsRegister(
      @ForAll @Size(max = 4) List<@IntRange(max = 70_000) Integer> pieces, @ForAll long seed) {
    CRC32C platform = new CRC32C();
    int register = ~0;
    for (int i = 0; i < pieces.size(); i++) {
      byte[] bytes = KernelRig.bytes(Kind.ANY, pieces.get(i), seed + i);
      platform.update(bytes);
      register = RIG.crc(register, bytes, i);
    }
    assertEquals((int) platform.getValue(), ~register);
  }

  /** Supplies up to three blocks; most sizes are within 80 bytes of a whole number of blocks. */
  @Provide
  Arbitrary<Integer> lengths() {
    Arbitrary<Integer> blocks = Arbitraries.integers().between(0, 3);
    Arbitrary<Integer> around = Arbitraries.integers().between(-80, 80);
    return Arbitraries.oneOf(
        blocks.flatMap(n -> around.map(more -> Math.max(0, n * BLOCK + more))),
        Arbitraries.integers().between(0, 3 * BLOCK));
  }

  @Test
  void everyShortLength() {
    byte[] bytes = KernelRig.bytes(Kind.ANY, 150, 1);
    for (int length = 0; length <= bytes.length; length++) {
      byte[] range = Arrays.copyOf(bytes, length);
      assertArrayEquals(Crc32c.ofBlocks(range, 0, length), RIG.crcs(range, length % 16));
    }
  }

  @Test
  void aWholePiece() {
    byte[] bytes = KernelRig.bytes(Kind.ANY, Layout.PIECE, 2);
    int[] crcs = RIG.crcs(bytes, 0);
    assertEquals(4, crcs.length);
    for (int i = 0; i < crcs.length; i++) {
      CRC32C platform = new CRC32C();
      platform.update(bytes, i * BLOCK, BLOCK);
      assertEquals((int) platform.getValue(), crcs[i]);
    }
  }

  /**
   * Each bit of a block reaches the checksum on its own way; the test sets one bit of every place.
   */
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 3, 4, 1746, 1747, 2830, 5320, 5321, 30000, 60159, 60160, 65479, 65480, 65535})
  void everyPlaceChangesTheChecksum(int at) {
    byte[] bytes = new byte[BLOCK];
    for (int bit = 0; bit < 8; bit++) {
      bytes[at] = (byte) (1 << bit);
      assertArrayEquals(Crc32c.ofBlocks(bytes, 0, BLOCK), RIG.crcs(bytes, 0));
    }
  }

  @Test
  void changesNeitherItsDataNorTheMemoryAfterItsResults() {
    byte[] bytes = KernelRig.bytes(Kind.ANY, BLOCK + 1, 3);
    byte[] marks = KernelRig.bytes(Kind.ONES, 64, 0);
    RIG.write(Layout.OUT, marks);
    RIG.crcs(bytes, 5);
    assertArrayEquals(bytes, RIG.read(Layout.DATA + 5, bytes.length));
    assertArrayEquals(Arrays.copyOf(marks, 56), RIG.read(Layout.OUT + 8, 56));

    RIG.write(Layout.OUT, marks);
    RIG.crcs(new byte[0], 0);
    assertArrayEquals(marks, RIG.read(Layout.OUT, 64));
  }

  /** Tests the fact that thinning out uses: x^5321 + x^3574 + x^2491 + 1 is a multiple of P. */
  @Test
  void theSparsePolynomialIsAMultiple() {
    int[] power = new int[5322];
    power[0] = 1;
    for (int i = 1; i < power.length; i++) {
      power[i] = (power[i - 1] << 1) ^ (power[i - 1] < 0 ? 0x1EDC6F41 : 0);
    }
    assertEquals(0, power[5321] ^ power[5321 - 1747] ^ power[5321 - 2830] ^ power[0]);
  }
}
