package dev.granary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/** Damages files the way that a hostile author would: lengths, counts and offsets first. */
final class Mutator {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    31,
    0x7f,
    0xff,
    0x7fff,
    0xffff,
    0x7fffffff,
    0x80000000L,
    0xffffffffL,
    1L << 32,
    (1L << 53) - 1,
    1L << 53,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final String[] TEXTS = {
    "\"",
    "\\",
    "{",
    "}",
    "[",
    ",",
    ":",
    "-1",
    "1e9",
    "null",
    "9007199254740993",
    "__metadata__",
    "\\u0000"
  };

  private Mutator() {}

  /** Returns a copy with some changes. Headers are at the start, so most changes are there. */
  static byte[] mutated(byte[] file, Random random) {
    byte[] bytes = file.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, Random random) {
    int range = random.nextInt(4) == 0 ? bytes.length : Math.min(bytes.length, 400);
    int at = random.nextInt(range);
    int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
    return switch (random.nextInt(8)) {
      case 0 -> with(bytes, at, 1, new byte[] {(byte) (bytes[at] ^ (1 << random.nextInt(8)))});
      case 1 -> with(bytes, at, 1, new byte[] {(byte) random.nextInt()});
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> with(bytes, at, length, new byte[0]);
      case 4 -> with(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      case 5 -> {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        yield with(bytes, at, random.nextInt(2), text.getBytes(UTF_8));
      }
      default -> {
        int width = Math.min(bytes.length - at, 1 << random.nextInt(4));
        long number = NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(3) - 1;
        byte[] written = new ByteWriter(random.nextInt(4) == 0).number(number, width).bytes();
        yield with(bytes, at, width, written);
      }
    };
  }

  /** Replaces some bytes by others. */
  private static byte[] with(byte[] bytes, int at, int removed, byte[] added) {
    byte[] changed = new byte[bytes.length - removed + added.length];
    System.arraycopy(bytes, 0, changed, 0, at);
    System.arraycopy(added, 0, changed, at, added.length);
    System.arraycopy(bytes, at + removed, changed, at + added.length, bytes.length - at - removed);
    return changed;
  }
}
