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

  /** The constants of SHA-256's 64 rounds. */
  static final int SHA_CONSTANTS = 256;

  /** The message schedule of one block, plus these constants. */
  static final int SHA_SCHEDULE = SHA_CONSTANTS + 64 * 4;

  /** 16 KiB: what a byte does to the register, by how many bytes follow it. */
  static final int CRC_TABLES = SHA_SCHEDULE + 64 * 4;

  /** A block on its way to its checksum; reaches up to {@link #DATA}. */
  static final int CRC_WORK = CRC_TABLES + 16 * 1024;

  private Layout() {}
}
