package dev.granary.kernels;

/**
 * Where things lie in the kernels' memory. The caller copies bytes to {@link #DATA}, in pieces of
 * {@link #PIECE} at most, and calls:
 *
 * <ul>
 *   <li>{@code crc32c_blocks(data, length, out)}: CRC-32C of every 64 KiB of {@code length} bytes,
 *       of which the last may be short, as 32-bit words at {@code out};
 *   <li>{@code sha256(state, data, blocks)}: folds so many blocks of 64 bytes into the eight 32-bit
 *       words at {@code state}. Words are in the order of the platform, not that of the digest.
 * </ul>
 *
 * Neither changes the data. The module exports {@code memory}, and what it was built with: {@code
 * state}, {@code out}, {@code data}, {@code piece}.
 */
public final class Layout {
  /** Eight words: the running hash. */
  public static final int STATE = 64;

  /** A word for each block of a piece. */
  public static final int OUT = 128;

  /** Where the caller puts bytes. */
  public static final int DATA = 96 * 1024;

  /** How many bytes there is room for at {@link #DATA}. */
  public static final int PIECE = 256 * 1024;

  /** How many pages the memory has at first. */
  public static final int PAGES = (DATA + PIECE) / (64 * 1024) + 1;

  /** The message schedule of one block, plus the constants of its rounds: SHA-1 has 80. */
  static final int SHA_SCHEDULE = 256;

  /** The constants of SHA-256's 64 rounds. */
  static final int SHA_CONSTANTS = SHA_SCHEDULE + 80 * 4;

  /** What a conversion reads and writes when it has too few numbers for whole vectors. */
  static final int FEW_FROM = SHA_SCHEDULE;

  static final int FEW_TO = FEW_FROM + 64;

  /** 16 KiB: what a byte does to the register, by how many bytes follow it. */
  static final int CRC_TABLES = SHA_CONSTANTS + 64 * 4;

  /** A block on its way to its checksum; reaches up to {@link #DATA}. */
  static final int CRC_WORK = CRC_TABLES + 16 * 1024;

  /** What the beam reads at {@code level}: offsets of words, most of them addresses. */
  public static final class Level {
    /** The rows, of bytes from 0 to 127, in the order of their numbers. */
    public static final int ROWS = 0;

    /** How far a row is from the next. */
    public static final int STRIDE = 4;

    /** How many bytes of a row count: a multiple of 32. */
    public static final int BYTES = 8;

    /** For each row a number of neighbours, and theirs. */
    public static final int LINKS = 12;

    /** How far that is from the next row's. */
    public static final int LINK_STRIDE = 16;

    /** For each row the epoch that it was last visited in. */
    public static final int VISITED = 20;

    /** The epoch of the last search. */
    public static final int EPOCH = 24;

    /** Room for one number more than a row has neighbours. */
    public static final int IDS = 28;

    /** Room for as many scores, rounded up to a multiple of four. */
    public static final int SCORES = 32;

    /** Room for as many keys as the widest search asks for. */
    public static final int POOL = 36;

    /** How many bytes all this takes. */
    public static final int SIZE = 40;

    private Level() {}
  }

  private Layout() {}
}
