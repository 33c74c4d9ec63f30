package dev.granary.compiled;

/** Writes floats as their bits, because platforms print numbers in different ways. */
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
    // JavaScript may change which NaN it is.
    return Float.isNaN(value) ? "NaN" : Integer.toHexString(Float.floatToRawIntBits(value));
  }
}
