package dev.granary.compiled;

/** Floats by their bits: a platform may print a number in its own way. */
final class Bits {
  private Bits() {}

  static String of(float[] floats, int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      out.append(' ').append(of(floats[i]));
    }
    return out.toString();
  }

  static String of(float value) {
    // Which NaN it is may change in JavaScript.
    return Float.isNaN(value) ? "NaN" : Integer.toHexString(Float.floatToRawIntBits(value));
  }
}
