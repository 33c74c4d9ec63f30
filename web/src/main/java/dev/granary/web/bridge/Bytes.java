package dev.granary.web.bridge;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.typedarrays.ArrayBuffer;
import org.teavm.jso.typedarrays.Float32Array;
import org.teavm.jso.typedarrays.Int32Array;
import org.teavm.jso.typedarrays.Int8Array;
import org.teavm.jso.typedarrays.Uint8Array;

/**
 * Converts Java arrays to typed arrays and back. In JavaScript both share the same memory: a method
 * copies only when its name says so.
 */
public final class Bytes {
  private Bytes() {}

  /** Returns all bytes of a buffer. */
  public static byte[] of(ArrayBuffer buffer) {
    return new Int8Array(buffer).toJavaArray();
  }

  /** Returns the memory behind an array; the array fills all of it. */
  public static ArrayBuffer buffer(byte[] bytes) {
    return Int8Array.fromJavaArray(bytes).getBuffer();
  }

  /** Returns a view of a part of an array. */
  public static Uint8Array view(byte[] bytes, int offset, int length) {
    Int8Array array = Int8Array.fromJavaArray(bytes);
    return new Uint8Array(array.getBuffer(), array.getByteOffset() + offset, length);
  }

  /** Copies a part of a buffer. */
  public static byte[] copy(ArrayBuffer buffer, int offset, int length) {
    return of(buffer.slice(offset, offset + length));
  }

  @JSBody(
      params = {"view", "from", "into", "at", "length"},
      script = "into.set(new Int8Array(view.buffer, view.byteOffset + from, length), at);")
  private static native void copy(JSObject view, double from, Int8Array into, int at, int length);

  /** Copies a part of a typed array or DataView into an array. */
  public static void copyView(JSObject view, double from, byte[] into, int at, int length) {
    copy(view, from, Int8Array.fromJavaArray(into), at, length);
  }

  /**
   * Writes floats as bytes; a NaN becomes the positive quiet NaN. The offset is a multiple of 4.
   */
  public static void putFloats(float[] from, int count, byte[] into, int at) {
    putFloats(Float32Array.fromJavaArray(from), count, Int8Array.fromJavaArray(into), at);
  }

  @JSBody(
      params = {"from", "count", "into", "at"},
      script =
          "var floats = new Float32Array(into.buffer, into.byteOffset + at, count);"
              + " for (var i = 0; i < count; i++) {"
              + " var value = from[i]; floats[i] = value === value ? value : NaN; }")
  private static native void putFloats(Float32Array from, int count, Int8Array into, int at);

  public static Int32Array ints(int[] values) {
    return Int32Array.fromJavaArray(values);
  }

  public static int[] ints(Int32Array values) {
    return values.toJavaArray();
  }
}
