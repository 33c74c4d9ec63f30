package dev.granary.compiled;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Hex;
import dev.granary.tensor.Conversion;
import dev.granary.tensor.DataType;
import java.util.HashMap;
import java.util.Map;

/** Checks every conversion of tensor elements, and what is refused. */
final class ConversionCheck implements Check {
  /** How many blocks of any bits there are. */
  private static final int ANY = 12;

  /** Numbers at which rounding, ranges and formats end. */
  private static final double[] CORNERS = {
    0,
    0x1p-1074,
    0x1p-149,
    0x1p-126,
    0x1p-25,
    0x1.8p-24,
    0x1p-14,
    0.5,
    1,
    1.5,
    2.5,
    7.5,
    15.5,
    16,
    127.5,
    128,
    255.5,
    2049,
    32768,
    65504,
    65520,
    65535.5,
    0x1.000001p24,
    0x1p31,
    0x1p32,
    0x1p51 + 0.5,
    0x1.0000000000001p53,
    0x1p63,
    0x1p64,
    0x1.fffffep127,
    0x1.ffffffp127,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NaN
  };

  @Override
  public void run(Report report) {
    Map<DataType, byte[]> samples = samples();
    for (DataType from : DataType.values()) {
      for (DataType to : DataType.values()) {
        Conversion conversion;
        try {
          conversion = new Conversion("w", from, to);
        } catch (GranaryException unsupported) {
          continue;
        }
        String name = "convert." + from.label() + '.' + to.label();
        report.add(name, of(conversion, from, to, samples.get(from)));
      }
    }
    refusals(report);
  }

  private static Map<DataType, byte[]> samples() {
    byte[] corners = corners();
    Map<DataType, byte[]> samples = new HashMap<>();
    for (DataType type : DataType.values()) {
      samples.put(type, samples(corners, type));
    }
    return samples;
  }

  private static byte[] corners() {
    byte[] bytes = new byte[16 * CORNERS.length];
    for (int i = 0; i < CORNERS.length; i++) {
      long bits = Double.doubleToLongBits(CORNERS[i]);
      for (int j = 0; j < 16; j++) {
        bytes[16 * i + j] = (byte) (bits >> (8 * (j & 7)));
      }
      bytes[16 * i + 15] ^= (byte) 0x80;
    }
    return bytes;
  }

  /**
   * Makes blocks of any bits, and in place of the first, for numbers, the corners they can hold.
   */
  private static byte[] samples(byte[] corners, DataType type) {
    int size = type.blockBytes();
    byte[] samples = Sample.bytes((ANY + (type.block() == 1 ? 2 * CORNERS.length : 0)) * size);
    if (type.block() == 1 && !type.label().startsWith("float8")) {
      Conversion conversion = new Conversion("w", DataType.FLOAT64, type);
      for (int i = 0; i < 2 * CORNERS.length; i++) {
        converts(conversion, corners, 8 * i, samples, size * i);
      }
    }
    return samples;
  }

  private static String of(Conversion conversion, DataType from, DataType to, byte[] samples) {
    int blocks = samples.length / from.blockBytes();
    if (from == to || to == DataType.BOOL || to.label().contains("float")) {
      byte[] all = conversion.convert(samples, blocks * from.block());
      return Integer.toHexString(Crc32c.of(all, 0, all.length));
    }
    StringBuilder out = new StringBuilder();
    byte[] into = new byte[blocks * to.blockBytes()];
    for (int i = 0; i < blocks; i++) {
      boolean held =
          converts(conversion, samples, i * from.blockBytes(), into, i * to.blockBytes());
      out.append(held ? '+' : '-');
    }
    return out.append(Integer.toHexString(Crc32c.of(into, 0, into.length))).toString();
  }

  private static boolean converts(
      Conversion conversion, byte[] bytes, int at, byte[] into, int intoAt) {
    try {
      conversion.convert(bytes, at, 0, 1, into, intoAt);
      return true;
    } catch (GranaryException refused) {
      if (refused.code() != Code.INVALID) {
        throw refused;
      }
      return false;
    }
  }

  private static void refusals(Report report) {
    for (DataType type : DataType.values()) {
      report.attempt(
          "convert.no." + type.label(), () -> new Conversion("w", type, DataType.Q8_K) != null);
    }
    byte[] many = new byte[4 * 3000];
    many[4 * 2500 + 2] = (byte) 0xc0;
    many[4 * 2500 + 3] = (byte) 0x7f;
    Conversion conversion = new Conversion("w", DataType.FLOAT32, DataType.INT4);
    report.attempt(
        "convert.refused",
        () -> {
          conversion.convert(many, 0, 1L << 40, 3000, new byte[1500], 0);
          return "converted";
        });
    many[4 * 2500 + 3] = 1;
    report.add("convert.many", Hex.encode(conversion.convert(many, 3000)).substring(2490));
  }
}
