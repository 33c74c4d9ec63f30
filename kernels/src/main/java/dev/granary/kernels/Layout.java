package dev.granary.kernels;

import dev.granary.kernels.emit.WasmModule;

/**
 * Where things lie in the kernels' memory. What a kernel takes is said by the class that writes it.
 * Digests share what lies below {@link #DATA}; everything else is where its caller puts it.
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
  public static final int PAGES = (DATA + PIECE) / WasmModule.PAGE + 1;

  /** The message schedule of one block: 80 words for SHA-1; 64 for SHA-256, constants added. */
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

    /** For each row a number of neighbours, and theirs. Callers have checked them. */
    public static final int LINKS = 12;

    /** How far that is from the next row's. */
    public static final int LINK_STRIDE = 16;

    /** For each row the epoch that it was last visited in; zeros at first. */
    public static final int VISITED = 20;

    /**
     * The epoch of the last search. When it is -1, callers fill {@link #VISITED} with zeros and set
     * 0.
     */
    public static final int EPOCH = 24;

    /**
     * Room for one number more than a row has neighbours: each is noted before it is known as new.
     */
    public static final int FRESH = 28;

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
