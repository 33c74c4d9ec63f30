package dev.granary.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the blocks of GGML. */
final class BlocksTest {
  /**
   * The sums come from GGML's own functions, {@code dequantize_row_…} of its commit d99724f2,
   * compiled without optimisation across operations. They got the same blocks, with any bits, and
   * each NaN in their results was replaced by the usual one.
   */
  @ParameterizedTest
  @CsvSource({
    "Q4_0, d9c86b79",
    "Q4_1, 103782e3",
    "Q5_0, 82a762ba",
    "Q5_1, 708608dd",
    "Q8_0, 2e51bc77",
    "Q2_K, cc7fd901",
    "Q3_K, 1c9c0f49",
    "Q4_K, e77a92a2",
    "Q5_K, 78fe5c99",
    "Q6_K, 0f5e869f",
  })
  void blocksBecomeWhatGgmlMakesOfThem(DataType type, String sum) {
    byte[] blocks = new byte[64 * type.blockBytes()];
    int random = 1;
    for (int i = 0; i < blocks.length; i++) {
      random = random * 1664525 + 1013904223;
      blocks[i] = (byte) (random >>> 24);
    }
    CRC32 crc = new CRC32();
    crc.update(new Conversion("w", type, DataType.FLOAT32).convert(blocks, 64 * type.block()));
    assertEquals(sum, Long.toHexString(crc.getValue() | 1L << 32).substring(1));
  }

  /** Derives each number from the bits that the published layout gives it. */
  @ParameterizedTest
  @CsvSource({"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"})
  void everyNumberHasTheBitsOfItsPlace(DataType type) {
    Random random = new Random(20);
    int count = 9 * type.block();
    byte[] blocks = new byte[9 * type.blockBytes()];
    random.nextBytes(blocks);
    for (int block = 0; block < 9; block++) {
      for (int half : halves(type)) {
        // Scales without infinity and NaN.
        blocks[block * type.blockBytes() + half + 1] &= (byte) 0xbb;
      }
    }
    byte[] floats = new Conversion("w", type, DataType.FLOAT32).convert(blocks, count);
    byte[] fewer = new Conversion("w", type, DataType.FLOAT16).convert(blocks, count);
    byte[] more = new Conversion("w", type, DataType.FLOAT64).convert(blocks, count);
    for (int i = 0; i < count; i++) {
      Block block = new Block(blocks, i / type.block() * type.blockBytes(), type.blockBytes());
      ReferenceNumber exact = ReferenceNumber.of(block.number(type, i % type.block()));
      BigInteger actual = ElementBits.read(DataType.FLOAT32, floats, i);
      // The sums of GGML test the signs of zeros.
      BigInteger zero = actual.clearBit(31).signum() == 0 ? BigInteger.ZERO : actual;
      assertEquals(exact.encode(DataType.FLOAT32), zero, type + " " + i);
      ReferenceNumber single = ReferenceNumber.decode(DataType.FLOAT32, actual);
      assertEquals(single.encode(DataType.FLOAT16), ElementBits.read(DataType.FLOAT16, fewer, i));
      assertEquals(single.encode(DataType.FLOAT64), ElementBits.read(DataType.FLOAT64, more, i));
    }
  }

  @Test
  void aBlockByHand() {
    byte[] block = new byte[18];
    block[1] = 0x38; // one half
    block[2] = 0x0f;
    block[17] = (byte) 0x78;
    byte[] floats = new Conversion("w", DataType.Q4_0, DataType.FLOAT32).convert(block, 32);
    BigInteger[] expected = new BigInteger[32];
    for (int i = 0; i < 32; i++) {
      float number = i == 0 ? 3.5f : i == 15 ? 0 : i == 31 ? -0.5f : -4;
      expected[i] = BigInteger.valueOf(Float.floatToRawIntBits(number));
    }
    assertArrayEquals(ElementBits.write(DataType.FLOAT32, expected), floats);
  }

  private static int[] halves(DataType type) {
    return switch (type) {
      case Q4_0, Q5_0, Q8_0 -> new int[] {0};
      case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q2_K -> new int[] {80, 82};
      case Q3_K -> new int[] {108};
      case Q6_K -> new int[] {208};
      default -> throw new AssertionError(type);
    };
  }

  /** The bits of a block: bit 0 is the lowest of its first byte. */
  private static final class Block {
    private final BigInteger bits;

    Block(byte[] blocks, int at, int size) {
      byte[] reversed = new byte[size];
      for (int i = 0; i < size; i++) {
        reversed[size - 1 - i] = blocks[at + i];
      }
      bits = new BigInteger(1, reversed);
    }

    BigDecimal number(DataType type, int e) {
      int part = e / 128;
      int quarter = e % 128 / 32;
      int column = e % 32;
      int group = e / 16;
      return switch (type) {
        case Q4_0 -> half(0, field(16 + 8 * (e % 16) + 4 * (e / 16), 4) - 8);
        case Q4_1 -> half(0, field(32 + 8 * (e % 16) + 4 * (e / 16), 4)).add(half(2, 1));
        case Q5_0 ->
            half(0, field(48 + 8 * (e % 16) + 4 * (e / 16), 4) + 16 * field(16 + e, 1) - 16);
        case Q5_1 ->
            half(0, field(64 + 8 * (e % 16) + 4 * (e / 16), 4) + 16 * field(32 + e, 1))
                .add(half(2, 1));
        case Q8_0 -> half(0, signedByte(2 + e));
        case Q2_K ->
            half(80, field(8 * group, 4) * field(8 * (16 + 32 * part + column) + 2 * quarter, 2))
                .subtract(half(82, field(8 * group + 4, 4)));
        case Q3_K -> {
          int scale =
              field(8 * (96 + group % 8) + 4 * (group / 8), 4)
                  + 16 * field(8 * (104 + group % 4) + 2 * (group / 4), 2)
                  - 32;
          int number =
              field(8 * (32 + 32 * part + column) + 2 * quarter, 2)
                  - 4 * (1 - field(8 * column + e / 32, 1));
          yield half(108, scale * number);
        }
        case Q4_K -> {
          int number = field(8 * (16 + 32 * (e / 64) + column) + 4 * (e / 32 % 2), 4);
          yield half(0, packed(e / 32, 0) * number).subtract(half(2, packed(e / 32, 4)));
        }
        case Q5_K -> {
          int number =
              field(8 * (48 + 32 * (e / 64) + column) + 4 * (e / 32 % 2), 4)
                  + 16 * field(8 * (16 + column) + e / 32, 1);
          yield half(0, packed(e / 32, 0) * number).subtract(half(2, packed(e / 32, 4)));
        }
        case Q6_K -> {
          int number =
              field(8 * (64 * part + e % 64) + 4 * (quarter / 2), 4)
                  + 16 * field(8 * (128 + 32 * part + column) + 2 * quarter, 2);
          yield half(208, signedByte(192 + group) * (number - 32));
        }
        default -> throw new AssertionError(type);
      };
    }

    /**
     * Reads six bits of q4_K and q5_K. With the twelve bytes in three rows of four, the first four
     * scales are in row 0 and the first four offsets in row 1. Row 2 has the lower halves of the
     * others, whose two upper bits are above the scale or offset four places before.
     */
    private int packed(int group, int row) {
      return group < 4
          ? field(8 * (4 + row + group), 6)
          : field(8 * (4 + 8 + group - 4) + row, 4) + 16 * field(8 * (4 + row + group - 4) + 6, 2);
    }

    private int signedByte(int at) {
      return (byte) field(8 * at, 8);
    }

    private int field(int at, int width) {
      return bits.shiftRight(at).and(BigInteger.valueOf((1 << width) - 1)).intValue();
    }

    private BigDecimal half(int at, int times) {
      BigInteger half = bits.shiftRight(8 * at);
      return ReferenceNumber.decode(DataType.FLOAT16, half)
          .finite()
          .multiply(new BigDecimal(times));
    }
  }
}
