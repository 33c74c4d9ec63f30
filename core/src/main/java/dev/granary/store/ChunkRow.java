package dev.granary.store;

/**
 * Describes one stored chunk. The bytes of the chunk are stored separately, under the physical id.
 */
public final class ChunkRow {
  /** A physical id under which no bytes are ever stored. */
  public static final long NOWHERE = -1;

  private final String id;
  private final long physicalId;
  private final int size;
  private final int storedSize;
  private final String encoding;
  private final int[] crcs;
  private final long condemnedAt;

  /**
   * @param id SHA-256 of the logical bytes, in hexadecimal
   * @param physicalId where the bytes are stored; a store never uses a physical id twice
   * @param size logical bytes
   * @param storedSize stored bytes, after encoding
   * @param encoding how a reader makes the logical bytes from the stored ones
   * @param crcs CRC-32C of every 64 KiB block of the logical bytes; borrowed, never changed
   * @param condemnedAt the time since which no row has named the chunk, or zero
   */
  public ChunkRow(
      String id,
      long physicalId,
      int size,
      int storedSize,
      String encoding,
      int[] crcs,
      long condemnedAt) {
    this.id = id;
    this.physicalId = physicalId;
    this.size = size;
    this.storedSize = storedSize;
    this.encoding = encoding;
    this.crcs = crcs;
    this.condemnedAt = condemnedAt;
  }

  /**
   * Returns the row that replaces a damaged one: a chunk without bytes. So one damaged row does not
   * make the others unreadable.
   */
  public static ChunkRow unreadable(String id) {
    return new ChunkRow(id, NOWHERE, 0, 0, NewChunk.IDENTITY, new int[0], 0);
  }

  public String id() {
    return id;
  }

  public long physicalId() {
    return physicalId;
  }

  public int size() {
    return size;
  }

  public int storedSize() {
    return storedSize;
  }

  public String encoding() {
    return encoding;
  }

  /** Returns the number of 64 KiB blocks. */
  public int blocks() {
    return crcs.length;
  }

  public int crc(int block) {
    return crcs[block];
  }

  public boolean condemned() {
    return condemnedAt != 0;
  }

  public long condemnedAt() {
    return condemnedAt;
  }

  ChunkRow condemnedAt(long time) {
    return new ChunkRow(id, physicalId, size, storedSize, encoding, crcs, time);
  }
}
