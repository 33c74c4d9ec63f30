package dev.granary.tensor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * A number of a tensor, exactly: the tests' own idea of what each type holds. It is written for
 * clearness, in decimal arithmetic, and shares nothing with the code under test.
 *
 * @param finite the value, or null for infinity and NaN
 * @param sign -1 or 1; a zero has a sign, too
 */
record ReferenceNumber(BigDecimal finite, int sign, boolean nan) {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private static final Map<Integer, BigDecimal> POWERS = new HashMap<>();

  /** A format of IEEE 754: the bits of its exponent and of its fraction. */
  private record FloatFormat(int exponentBits, int fractionBits) {
    int bias() {
      return (1 << (exponentBits - 1)) - 1;
    }

    int highest() {
      return (1 << exponentBits) - 1;
    }
  }

  private static FloatFormat format(DataType type) {
    return switch (type) {
      case FLOAT64 -> new FloatFormat(11, 52);
      case FLOAT32 -> new FloatFormat(8, 23);
      case FLOAT16 -> new FloatFormat(5, 10);
      case BFLOAT16 -> new FloatFormat(8, 7);
      default -> null;
    };
  }

  static ReferenceNumber of(BigDecimal value) {
    return new ReferenceNumber(value, value.signum() < 0 ? -1 : 1, false);
  }

  static ReferenceNumber of(double value) {
    return decode(DataType.FLOAT64, BigInteger.valueOf(Double.doubleToRawLongBits(value)));
  }

  /** Reads the bits of an element; higher bits are ignored. */
  static ReferenceNumber decode(DataType type, BigInteger bits) {
    FloatFormat format = format(type);
    if (format != null) {
      return decode(format, bits);
    }
    if (type == DataType.BOOL) {
      return of(low(bits, 8).signum() == 0 ? BigDecimal.ZERO : BigDecimal.ONE);
    }
    int width = width(type);
    BigInteger value = low(bits, width);
    if (isSigned(type) && value.testBit(width - 1)) {
      value = value.subtract(BigInteger.ONE.shiftLeft(width));
    }
    return of(new BigDecimal(value));
  }

  private static ReferenceNumber decode(FloatFormat format, BigInteger bits) {
    int sign = bits.testBit(format.exponentBits + format.fractionBits) ? -1 : 1;
    int exponent = low(bits.shiftRight(format.fractionBits), format.exponentBits).intValue();
    BigInteger fraction = low(bits, format.fractionBits);
    if (exponent == format.highest()) {
      return new ReferenceNumber(null, sign, fraction.signum() != 0);
    }
    BigInteger steps =
        exponent == 0 ? fraction : fraction.add(BigInteger.ONE.shiftLeft(format.fractionBits));
    int power = Math.max(exponent, 1) - format.bias() - format.fractionBits;
    BigDecimal value = new BigDecimal(steps).multiply(powerOfTwo(power));
    return new ReferenceNumber(sign < 0 ? value.negate() : value, sign, false);
  }

  /** Returns the element's bits, or null when the type refuses the number. */
  BigInteger encode(DataType type) {
    FloatFormat format = format(type);
    if (format != null) {
      return encode(format);
    }
    if (type == DataType.BOOL) {
      return finite != null && finite.signum() == 0 ? BigInteger.ZERO : BigInteger.ONE;
    }
    if (finite == null) {
      return null;
    }
    int width = width(type);
    BigInteger whole = finite.setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    BigInteger numbers = BigInteger.ONE.shiftLeft(width);
    BigInteger lowest = isSigned(type) ? numbers.shiftRight(1).negate() : BigInteger.ZERO;
    if (whole.compareTo(lowest) < 0 || whole.compareTo(lowest.add(numbers)) >= 0) {
      return null;
    }
    return whole.signum() < 0 ? whole.add(numbers) : whole;
  }

  private BigInteger encode(FloatFormat format) {
    BigInteger infinity = BigInteger.valueOf(format.highest()).shiftLeft(format.fractionBits);
    if (nan) {
      return infinity.setBit(format.fractionBits - 1);
    }
    BigInteger magnitude = finite == null ? infinity : steps(format, finite.abs()).min(infinity);
    return sign < 0 ? magnitude.setBit(format.exponentBits + format.fractionBits) : magnitude;
  }

  /**
   * Counts the steps from 0 to a value, in the number line of the format. Within one exponent all
   * steps are equal, and a value that is rounded up to the next exponent is one step further.
   */
  private static BigInteger steps(FloatFormat format, BigDecimal value) {
    int least = 1 - format.bias();
    int exponent = least;
    while (value.compareTo(powerOfTwo(exponent + 1)) >= 0) {
      exponent++;
    }
    BigInteger steps =
        value
            .multiply(powerOfTwo(format.fractionBits - exponent))
            .setScale(0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return steps.add(BigInteger.valueOf(exponent - least).shiftLeft(format.fractionBits));
  }

  private static BigDecimal powerOfTwo(int power) {
    return POWERS.computeIfAbsent(
        power, each -> each >= 0 ? TWO.pow(each) : new BigDecimal("0.5").pow(-each));
  }

  static int width(DataType type) {
    return type == DataType.INT4 || type == DataType.UINT4 ? 4 : 8 * type.blockBytes();
  }

  private static boolean isSigned(DataType type) {
    return type.label().startsWith("int");
  }

  private static BigInteger low(BigInteger bits, int width) {
    return bits.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
  }
}
