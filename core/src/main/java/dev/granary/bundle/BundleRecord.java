package dev.granary.bundle;

import dev.granary.digest.Hex;

/**
 * Describes a record: its type, the length of its body, and the body's digest.
 *
 * @param length the bytes of the body, as an unsigned number of 32 bits
 * @param sha256 the digest of the body, in hexadecimal
 */
record BundleRecord(Type type, long length, String sha256) {
  /** Eight bytes that begin no text and no other format. */
  static final byte[] MAGIC = {(byte) 0x89, 'g', 'r', 'a', 'n', 'a', 'r', 'y'};

  static final int VERSION = 1;

  /** The bytes before the first record: the magic and the version. */
  static final int START = 12;

  /** The number of bytes of a head. */
  static final int HEAD = 40;

  /** Names the types of records. */
  enum Type {
    FILE(0x454C4946),
    CHUNK(0x4B4E4843),
    END(0x2E444E45);

    /** Four letters, read as a little-endian number. */
    private final int letters;

    Type(int letters) {
      this.letters = letters;
    }
  }

  static byte[] start() {
    byte[] start = new byte[START];
    System.arraycopy(MAGIC, 0, start, 0, MAGIC.length);
    put(VERSION, start, MAGIC.length);
    return start;
  }

  byte[] encode() {
    byte[] head = new byte[HEAD];
    put(type.letters, head, 0);
    put((int) length, head, 4);
    System.arraycopy(Hex.decode(sha256), 0, head, 8, 32);
    return head;
  }

  /** Reads a head. The type is null when it is unknown. */
  static BundleRecord decode(byte[] head) {
    Type found = null;
    for (Type type : Type.values()) {
      if (type.letters == number(head, 0)) {
        found = type;
      }
    }
    byte[] digest = new byte[32];
    System.arraycopy(head, 8, digest, 0, digest.length);
    return new BundleRecord(found, number(head, 4) & 0xffffffffL, Hex.encode(digest));
  }

  static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  private static void put(int number, byte[] bytes, int at) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (number >>> (8 * i));
    }
  }
}
