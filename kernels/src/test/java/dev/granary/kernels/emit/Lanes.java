package dev.granary.kernels.emit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/** Reads a vector as bytes, as numbers of 16 or 32 bits, or as floats. */
final class Lanes {
  private final ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);

  /** Computes the float of a lane. */
  interface IntToFloat {
    float of(int lane);
  }

  static Lanes of8(IntUnaryOperator lane) {
    Lanes lanes = new Lanes();
    for (int i = 0; i < 16; i++) {
      lanes.bytes.put(i, (byte) lane.applyAsInt(i));
    }
    return lanes;
  }

  static Lanes of16(IntUnaryOperator lane) {
    Lanes lanes = new Lanes();
    for (int i = 0; i < 8; i++) {
      lanes.bytes.putShort(2 * i, (short) lane.applyAsInt(i));
    }
    return lanes;
  }

  static Lanes of32(IntUnaryOperator lane) {
    Lanes lanes = new Lanes();
    for (int i = 0; i < 4; i++) {
      lanes.bytes.putInt(4 * i, lane.applyAsInt(i));
    }
    return lanes;
  }

  static Lanes ofF32(IntToFloat lane) {
    return of32(i -> Float.floatToRawIntBits(lane.of(i)));
  }

  int get8(int lane) {
    return bytes.get(lane);
  }

  int get16(int lane) {
    return bytes.getShort(2 * lane);
  }

  int get32(int lane) {
    return bytes.getInt(4 * lane);
  }

  float getF32(int lane) {
    return Float.intBitsToFloat(get32(lane));
  }
}
