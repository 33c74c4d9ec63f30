package dev.granary.tensor;

import java.math.BigInteger;

/** Reads and writes single elements of a tensor by their bits, the first bit being bit 0. */
final class ElementBits {
  private ElementBits() {}

  static BigInteger read(DataType type, byte[] tensor, int index) {
    int width = ReferenceNumber.width(type);
    BigInteger bits = BigInteger.ZERO;
    for (int i = 0; i < width; i++) {
      int bit = index * width + i;
      if ((tensor[bit / 8] & (1 << (bit % 8))) != 0) {
        bits = bits.setBit(i);
      }
    }
    return bits;
  }

  static byte[] write(DataType type, BigInteger... elements) {
    int width = ReferenceNumber.width(type);
    byte[] tensor = new byte[(elements.length * width + 7) / 8];
    for (int i = 0; i < elements.length * width; i++) {
      if (elements[i / width].testBit(i % width)) {
        tensor[i / 8] |= (byte) (1 << (i % 8));
      }
    }
    return tensor;
  }
}
