package dev.granary.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the conversions of plain numbers against {@link ReferenceNumber}. */
final class ConversionTest {
  private static final Set<DataType> NUMBERS = EnumSet.range(DataType.FLOAT64, DataType.UINT4);

  private static final Set<DataType> FLOATS = EnumSet.range(DataType.FLOAT64, DataType.BFLOAT16);

  private static final Set<DataType> READABLE_BLOCKS =
      EnumSet.of(
          DataType.Q4_0,
          DataType.Q4_1,
          DataType.Q5_0,
          DataType.Q5_1,
          DataType.Q8_0,
          DataType.Q2_K,
          DataType.Q3_K,
          DataType.Q4_K,
          DataType.Q5_K,
          DataType.Q6_K);

  /** Numbers at which rounding, ranges and formats end; each also in the neighbourhood. */
  private static final double[] CORNERS = {
    0,
    0x1p-1074,
    0x1p-149,
    0x1p-133,
    0x1p-126,
    0x1p-25,
    0x1p-24,
    0x1p-14,
    0.25,
    0.5,
    1,
    1.5,
    2.5,
    7.5,
    8,
    15.5,
    16,
    127.5,
    128,
    255.5,
    256,
    2049,
    32767.5,
    32768,
    65504,
    65520,
    65535.5,
    65536,
    0x1p24,
    0x1p31 - 0.5,
    0x1p31,
    0x1p32 - 0.5,
    0x1p32,
    0x1p51 + 0.5,
    0x1p52 - 0.5,
    0x1p53,
    0x1p63,
    0x1p64,
    0x1.fffffep127,
    0x1.ffffffp127,
    0x1p128,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  static List<DataType> numbers() {
    return List.copyOf(NUMBERS);
  }

  /** Takes every corner, its neighbours and any bits to all types. */
  @ParameterizedTest
  @MethodSource("numbers")
  void everyPairOfNumbers(DataType from) {
    List<BigInteger> elements = samples(from);
    for (DataType to : NUMBERS) {
      if (from == to) {
        continue;
      }
      for (BigInteger element : elements) {
        BigInteger expected = ReferenceNumber.decode(from, element).encode(to);
        byte[] bytes = ElementBits.write(from, element);
        String what = from + " " + element.toString(16) + " to " + to;
        Conversion conversion = new Conversion("w", from, to);
        if (expected == null) {
          assertThrows(GranaryException.class, () -> conversion.convert(bytes, 1), what);
        } else {
          byte[] expectedBytes = ElementBits.write(to, expected);
          assertArrayEquals(expectedBytes, conversion.convert(bytes, 1), what);
        }
      }
    }
  }

  private static List<BigInteger> samples(DataType type) {
    List<BigInteger> samples = new ArrayList<>();
    for (double corner : CORNERS) {
      for (double value : new double[] {corner, -corner}) {
        BigInteger bits = ReferenceNumber.of(value).encode(type);
        if (bits != null) {
          samples.addAll(List.of(bits, bits.add(BigInteger.ONE), bits.subtract(BigInteger.ONE)));
        }
      }
    }
    Random random = new Random(15);
    for (int i = 0; i < 200; i++) {
      samples.add(new BigInteger(ReferenceNumber.width(type), random));
    }
    return samples;
  }

  /** Tries numbers of 64 bits that lie just beside the middle between two floats. */
  @ParameterizedTest
  @CsvSource({"FLOAT64, 53", "FLOAT32, 24", "FLOAT16, 11", "BFLOAT16, 8"})
  void wideIntegersAreRoundedOnce(DataType to, int precision) {
    Random random = new Random(16);
    for (DataType from : List.of(DataType.INT64, DataType.UINT64)) {
      Conversion conversion = new Conversion("w", from, to);
      for (int i = 0; i < 5000; i++) {
        int bits = precision + 1 + random.nextInt(64 - precision);
        BigInteger middle =
            new BigInteger(precision, random).setBit(precision - 1).shiftLeft(1).setBit(0);
        BigInteger number =
            middle
                .shiftLeft(bits - precision - 1)
                .add(BigInteger.valueOf(random.nextInt(3) - 1))
                .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
        BigInteger element = number.and(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
        BigInteger expected = ReferenceNumber.decode(from, element).encode(to);
        assertArrayEquals(
            ElementBits.write(to, expected),
            conversion.convert(ElementBits.write(from, element), 1),
            () -> from + " " + number);
      }
    }
  }

  /** Tries doubles that lie just beside the middle between two numbers of the target. */
  @ParameterizedTest
  @CsvSource({"FLOAT32, 29", "FLOAT16, 42", "BFLOAT16, 45"})
  void doublesAreRoundedOnce(DataType to, int lost) {
    Random random = new Random(17);
    Conversion conversion = new Conversion("w", DataType.FLOAT64, to);
    for (int i = 0; i < 20_000; i++) {
      double any = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(300) - 155);
      long bits = Double.doubleToRawLongBits(any);
      long middle = ((bits >> lost) << lost) | (1L << (lost - 1));
      BigInteger element = BigInteger.valueOf(middle + random.nextInt(3) - 1);
      BigInteger expected = ReferenceNumber.decode(DataType.FLOAT64, element).encode(to);
      assertArrayEquals(
          ElementBits.write(to, expected),
          conversion.convert(ElementBits.write(DataType.FLOAT64, element), 1),
          () -> element.toString(16));
    }
  }

  @Test
  void everySixteenBitsSurviveAWiderType() {
    for (DataType type : DataType.values()) {
      if (!NUMBERS.contains(type) || ReferenceNumber.width(type) != 16) {
        continue;
      }
      byte[] all = new byte[2 << 16];
      for (int i = 0; i < 1 << 16; i++) {
        all[2 * i] = (byte) i;
        all[2 * i + 1] = (byte) (i >> 8);
      }
      for (DataType wider : List.of(DataType.FLOAT32, DataType.FLOAT64)) {
        byte[] wide = new Conversion("w", type, wider).convert(all, 1 << 16);
        byte[] back = new Conversion("w", wider, type).convert(wide, 1 << 16);
        for (int i = 0; i < 1 << 16; i++) {
          BigInteger bits = ElementBits.read(type, all, i);
          BigInteger quiet = ReferenceNumber.decode(type, bits).encode(type);
          assertEquals(quiet, ElementBits.read(type, back, i));
        }
      }
    }
  }

  /** The conversions that exist, and no others. */
  @Test
  void otherConversionsAreUnsupported() {
    for (DataType from : DataType.values()) {
      for (DataType to : DataType.values()) {
        boolean exists =
            from == to
                || (NUMBERS.contains(from) && NUMBERS.contains(to))
                || (READABLE_BLOCKS.contains(from) && FLOATS.contains(to));
        if (exists) {
          assertEquals(0, new Conversion("w", from, to).convert(new byte[0], 0).length);
          continue;
        }
        GranaryException failure =
            assertThrows(GranaryException.class, () -> new Conversion("w", from, to));
        assertEquals(Code.UNSUPPORTED, failure.code());
        assertEquals(from.label(), failure.details().get("from"));
        assertEquals(to.label(), failure.details().get("to"));
        assertEquals("w", failure.details().get("tensor"));
      }
    }
    assertEquals(
        "The tensor \"w\" cannot become int8 (from q4_K).",
        assertThrows(
                GranaryException.class, () -> new Conversion("w", DataType.Q4_K, DataType.INT8))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, int8, NaN",
    "NaN, uint64, NaN",
    "Infinity, int64, infinite",
    "-Infinity, uint4, infinite",
    "127.5, int8, out of range",
    "-0.51, uint8, out of range",
    "1e300, uint32, out of range",
  })
  void aRefusalNamesTheElement(double value, String to, String why) {
    // The element lies in the second batch of a slice.
    byte[] bytes = new byte[8 * 1500];
    byte[] element = ElementBits.write(DataType.FLOAT64, bits(value));
    System.arraycopy(element, 0, bytes, 8 * 1400, 8);
    Conversion conversion = new Conversion("w", DataType.FLOAT64, DataType.of(to));
    GranaryException failure =
        assertThrows(
            GranaryException.class,
            () -> conversion.convert(bytes, 0, 1L << 40, 1500, new byte[8 * 1500], 0));
    assertEquals(Code.INVALID, failure.code());
    assertEquals(
        "Element 1099511629176 of the tensor \"w\" is "
            + why
            + " and cannot become "
            + to
            + " (from float64).",
        failure.getMessage());
    assertEquals((1L << 40) + 1400, failure.details().get("index"));
    assertEquals("w", failure.details().get("tensor"));
  }

  @Test
  void wideIntegersKeepTheirBits() {
    byte[] bytes = new byte[8 * 1500];
    new Random(18).nextBytes(bytes);
    assertArrayEquals(
        bytes, new Conversion("w", DataType.INT64, DataType.INT64).convert(bytes, 1500));
    for (int i = 0; i < 1500; i++) {
      bytes[8 * i + 7] &= 0x7f;
    }
    for (DataType from : List.of(DataType.INT64, DataType.UINT64)) {
      DataType to = from == DataType.INT64 ? DataType.UINT64 : DataType.INT64;
      Conversion conversion = new Conversion("w", from, to);
      assertArrayEquals(bytes, conversion.convert(bytes, 1500));
      byte[] high = bytes.clone();
      high[8 * 1400 + 7] = (byte) 0x80;
      GranaryException failure =
          assertThrows(GranaryException.class, () -> conversion.convert(high, 1500));
      assertEquals(1400L, failure.details().get("index"));
    }
  }

  /** The last number is alone in its batch, after a batch of other numbers. */
  @Test
  void theUpperHalfOfAnOddLastByteIsEmpty() {
    byte[] sevens = new byte[1025];
    Arrays.fill(sevens, (byte) 7);
    for (DataType to : List.of(DataType.INT4, DataType.UINT4)) {
      byte[] packed = new Conversion("w", DataType.UINT8, to).convert(sevens, 1025);
      assertEquals(513, packed.length);
      assertEquals(0x77, packed[511]);
      assertEquals(0x07, packed[512]);
    }
  }

  @Test
  void aTypeConvertsToItselfUnchanged() {
    for (DataType type : DataType.values()) {
      byte[] bytes = new byte[3 * type.blockBytes()];
      new Random(19).nextBytes(bytes);
      byte[] same = new Conversion("w", type, type).convert(bytes, 3 * type.block());
      assertArrayEquals(bytes, same);
    }
  }

  @Property
  void slicesGiveWhatTheWholeGives(
      @ForAll("numbers") DataType from,
      @ForAll("numbers") DataType to,
      @ForAll @Size(min = 1, max = 40) byte[] pattern,
      @ForAll @IntRange(max = 3000) int count,
      @ForAll @IntRange(min = 1, max = 1500) int half,
      @ForAll @IntRange(max = 9) int at,
      @ForAll @IntRange(max = 9) int intoAt) {
    byte[] small = new byte[count];
    for (int i = 0; i < count; i++) {
      small[i] = (byte) (pattern[i % pattern.length] & 7);
    }
    byte[] bytes = new Conversion("w", DataType.UINT8, from).convert(small, count);
    byte[] whole = new Conversion("w", from, to).convert(bytes, count);
    byte[] shifted = new byte[at + bytes.length];
    System.arraycopy(bytes, 0, shifted, at, bytes.length);
    byte[] expected = new byte[intoAt + whole.length + 5];
    Arrays.fill(expected, (byte) 77);
    byte[] into = expected.clone();
    System.arraycopy(whole, 0, expected, intoAt, whole.length);
    int slice = 2 * half;
    for (int done = 0; done < count; done += slice) {
      new Conversion("w", from, to)
          .convert(
              shifted,
              at + (int) from.byteSize("w", List.of((long) done)),
              done,
              Math.min(slice, count - done),
              into,
              intoAt + (int) to.byteSize("w", List.of((long) done)));
    }
    assertArrayEquals(expected, into);
  }

  @Provide("numbers")
  Arbitrary<DataType> anyNumber() {
    return Arbitraries.of(NUMBERS);
  }

  /** A larger number never becomes a smaller one. */
  @Property
  void conversionsKeepTheOrder(
      @ForAll double first, @ForAll double second, @ForAll("numbers") DataType to) {
    byte[] smaller = ElementBits.write(DataType.FLOAT64, bits(Math.min(first, second)));
    byte[] larger = ElementBits.write(DataType.FLOAT64, bits(Math.max(first, second)));
    Conversion there = new Conversion("w", DataType.FLOAT64, to);
    Conversion back = new Conversion("w", to, DataType.FLOAT64);
    double low;
    double high;
    try {
      low = number(back.convert(there.convert(smaller, 1), 1));
      high = number(back.convert(there.convert(larger, 1), 1));
    } catch (GranaryException outOfRange) {
      return;
    }
    if (to != DataType.BOOL) {
      assertEquals(low, Math.min(low, high));
    }
  }

  @Test
  void wrongLengthsAreRefused() {
    Conversion conversion = new Conversion("w", DataType.FLOAT32, DataType.INT8);
    GranaryException failure =
        assertThrows(GranaryException.class, () -> conversion.convert(new byte[15], 4));
    assertEquals(
        "The tensor \"w\" is not valid: it has 15 bytes instead of 16.", failure.getMessage());
    byte[] bytes = new byte[16];
    assertThrows(
        IndexOutOfBoundsException.class, () -> conversion.convert(bytes, 1, 0, 4, new byte[4], 0));
    // JavaScript checks no index, so nothing may be written before the check.
    Arrays.fill(bytes, (byte) 0x3f);
    byte[] into = new byte[4];
    assertThrows(
        IndexOutOfBoundsException.class, () -> conversion.convert(bytes, 0, 0, 4, into, 1));
    assertArrayEquals(new byte[4], into);
    Conversion halves = new Conversion("w", DataType.INT4, DataType.INT8);
    assertThrows(GranaryException.class, () -> halves.convert(new byte[1], -1));
    Conversion blocks = new Conversion("w", DataType.Q8_0, DataType.FLOAT32);
    assertThrows(GranaryException.class, () -> blocks.convert(new byte[2 * 34], 33));
    assertThrows(GranaryException.class, () -> conversion.convert(bytes, 0, 0, 1 << 30, bytes, 0));
  }

  private static BigInteger bits(double value) {
    return BigInteger.valueOf(Double.doubleToRawLongBits(value));
  }

  private static double number(byte[] bytes) {
    return Double.longBitsToDouble(ElementBits.read(DataType.FLOAT64, bytes, 0).longValue());
  }
}
