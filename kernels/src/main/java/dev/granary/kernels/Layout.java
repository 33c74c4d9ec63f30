package dev.granary.kernels;

import dev.granary.kernels.emit.WasmModule;

/**
 * Divides the memory of the kernels. The class that writes a kernel describes its parameters. The
 * digests share the memory below {@link #DATA}; callers choose the place of everything else.
 */
public final class Layout {
  /** The running hash: eight words. */
  public static final int STATE = 64;

  /** The checksums: a word for each block of a piece. */
  public static final int OUT = 128;

  /** Where the caller puts bytes. */
  public static final int DATA = 96 * 1024;

  /** The room at {@link #DATA}, in bytes. */
  public static final int PIECE = 256 * 1024;

  /** The number of pages at the start. */
  public static final int PAGES = (DATA + PIECE) / WasmModule.PAGE + 1;

  /**
   * The message schedule of one block: 80 words for SHA-1; for SHA-256 64 words, with the constants
   * added.
   */
  static final int SHA_SCHEDULE = 256;

  /** The constants of SHA-256's 64 rounds. */
  static final int SHA_CONSTANTS = SHA_SCHEDULE + 80 * 4;

  /** The work area of a conversion that has too few numbers for whole vectors. */
  static final int FEW_FROM = SHA_SCHEDULE;

  static final int FEW_TO = FEW_FROM + 64;

  /**
   * The CRC tables, 16 KiB: what a byte does to the register, by the number of bytes that follow
   * it.
   */
  static final int CRC_TABLES = SHA_CONSTANTS + 64 * 4;

  /** A block on its way to its checksum; reaches up to {@link #DATA}. */
  static final int CRC_WORK = CRC_TABLES + 16 * 1024;

  /**
   * The offsets of the words that the HNSW search reads at {@code level}; most words are addresses.
   */
  public static final class Level {
    /** The rows, of bytes from 0 to 127, in the order of their numbers. */
    public static final int ROWS = 0;

    /** The distance from one row to the next, in bytes. */
    public static final int STRIDE = 4;

    /** The number of bytes of a row that count: a multiple of 32. */
    public static final int BYTES = 8;

    /**
     * For each row the number of its neighbours, and then the neighbours. Callers have checked
     * them.
     */
    public static final int LINKS = 12;

    /** The distance from the links of one row to those of the next, in bytes. */
    public static final int LINK_STRIDE = 16;

    /** For each row the epoch of its last visit; zeros at first. */
    public static final int VISITED = 20;

    /**
     * The epoch of the last search. When it is -1, callers fill {@link #VISITED} with zeros and set
     * 0.
     */
    public static final int EPOCH = 24;

    /**
     * Room for one number more than a row has neighbours: a number is listed before the kernel
     * knows whether it is new.
     */
    public static final int FRESH = 28;

    /** Room for as many scores, rounded up to a multiple of four. */
    public static final int SCORES = 32;

    /** Room for as many keys as the widest search needs. */
    public static final int POOL = 36;

    /** The size of all these words, in bytes. */
    public static final int SIZE = 40;

    private Level() {}
  }

  private Layout() {}
}
