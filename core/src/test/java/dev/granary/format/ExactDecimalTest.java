package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.json.JsonReader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Tests that each number is read back as it was, by Java's own parser. */
final class ExactDecimalTest {
  @Property(tries = 2000)
  void everyDoubleIsReadBack(@ForAll long bits) {
    expectDouble(Double.longBitsToDouble(bits));
  }

  @Property(tries = 2000)
  void everyFloatIsReadBack(@ForAll int bits) {
    expectFloat(Float.intBitsToFloat(bits));
  }

  @Property
  void everyCommonNumberIsReadBack(@ForAll double value) {
    expectDouble(value);
    expectFloat((float) value);
  }

  @Test
  void theEdgesAreReadBack() {
    for (double edge : new double[] {Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, 1e-5}) {
      expectDouble(edge);
      expectDouble(-edge);
      expectDouble(Math.nextDown(edge));
      expectDouble(Math.nextUp(edge));
    }
    for (float edge : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, 1e-5f}) {
      expectFloat(edge);
      expectFloat(-Math.nextDown(edge));
    }
    for (int power = -1074; power < 1024; power++) {
      expectDouble(Math.scalb(1.0, power));
      expectDouble(Math.nextDown(Math.scalb(1.0, power)));
    }
  }

  @Test
  void shortNumbersAreShort() {
    assertEquals("0", ofDouble(0));
    assertEquals("-0", ofDouble(-0.0));
    assertEquals("1", ofDouble(1));
    assertEquals("-25e-2", ofDouble(-0.25));
    assertEquals("1e6", ofDouble(1e6));
    assertEquals("10000000149011612e-17", ExactDecimal.ofFloat(0x3dcccccd));
    assertEquals("10000000000000002e-16", ofDouble(Math.nextUp(1.0)));
    assertEquals("\"NaN\"", ofDouble(Double.NaN));
    assertEquals("\"Infinity\"", ofDouble(Double.POSITIVE_INFINITY));
    assertEquals("\"-Infinity\"", ExactDecimal.ofFloat(0xff800000));
    assertEquals("\"NaN\"", ExactDecimal.ofFloat(0x7f800001));
  }

  private static String ofDouble(double value) {
    return ExactDecimal.ofDouble(Double.doubleToRawLongBits(value));
  }

  private static void expectDouble(double value) {
    if (Double.isFinite(value)) {
      expect(value, ofDouble(value));
    }
  }

  private static void expectFloat(float value) {
    if (Float.isFinite(value)) {
      expect((double) value, ExactDecimal.ofFloat(Float.floatToRawIntBits(value)));
    }
  }

  private static void expect(double value, String json) {
    assertEquals(
        Double.doubleToRawLongBits(value), Double.doubleToRawLongBits(Double.parseDouble(json)));
    new JsonReader(json).skip();
    assertTrue(json.length() <= 24, json);
  }
}
