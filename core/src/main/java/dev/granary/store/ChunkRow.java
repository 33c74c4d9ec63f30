package dev.granary.store;

/** What the store knows of one stored chunk; its bytes lie elsewhere, under the physical id. */
public final class ChunkRow {
  /** A place where no bytes ever lie. */
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
   * @param physicalId where the bytes lie; never used twice
   * @param size logical bytes
   * @param storedSize bytes as stored, after encoding
   * @param encoding how the stored bytes become the logical ones
   * @param crcs CRC-32C of every 64 KiB block of the logical bytes; borrowed, never changed
   * @param condemnedAt since when nothing has named it, or zero
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

  /** What a damaged row reads as: a chunk without bytes, so that it stays one among good ones. */
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

  /** The number of 64 KiB blocks. */
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
