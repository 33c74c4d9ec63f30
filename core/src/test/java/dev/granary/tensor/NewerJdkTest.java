package dev.granary.tensor;

import static java.lang.invoke.MethodType.methodType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares halves with what JDK 20 and later make of them; skipped on older ones. */
final class NewerJdkTest {
  @Test
  void widensEveryHalf() throws Throwable {
    MethodHandle widen = find("float16ToFloat", methodType(float.class, short.class));
    Conversion conversion = new Conversion("w", DataType.FLOAT16, DataType.FLOAT32);
    for (int half = 0; half < 1 << 16; half++) {
      float expected = (float) widen.invokeExact((short) half);
      byte[] element = {(byte) half, (byte) (half >> 8)};
      assertEquals(
          BigInteger.valueOf(Integer.toUnsignedLong(Float.floatToIntBits(expected))),
          ElementBits.read(DataType.FLOAT32, conversion.convert(element, 1), 0));
    }
  }

  @Test
  void narrowsFloatsOfAllSizes() throws Throwable {
    MethodHandle narrow = find("floatToFloat16", methodType(short.class, float.class));
    Conversion conversion = new Conversion("w", DataType.FLOAT32, DataType.FLOAT16);
    Random random = new Random(21);
    for (int bits = 0; bits != 1 << 31; bits += 1 << 12) {
      // The middle between two halves and its neighbours, or any other float.
      int offset = random.nextBoolean() ? random.nextInt(3) - 1 : random.nextInt(1 << 12);
      int sign = random.nextInt() & 1 << 31;
      float value = Float.intBitsToFloat(sign | (bits + offset));
      short expected = (short) narrow.invokeExact(value);
      byte[] element =
          ElementBits.write(DataType.FLOAT32, BigInteger.valueOf(Float.floatToIntBits(value)));
      assertEquals(
          BigInteger.valueOf(Float.isNaN(value) ? 0x7e00 : expected & 0xffff),
          ElementBits.read(DataType.FLOAT16, conversion.convert(element, 1), 0));
    }
  }

  private static MethodHandle find(String name, MethodType type) throws IllegalAccessException {
    try {
      return MethodHandles.publicLookup().findStatic(Float.class, name, type);
    } catch (NoSuchMethodException older) {
      return abort("This JDK has no Float." + name);
    }
  }
}
