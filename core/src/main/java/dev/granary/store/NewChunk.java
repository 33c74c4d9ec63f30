package dev.granary.store;

/**
 * A chunk offered to the store. Whether its bytes are written or the chunk is there already, in
 * whichever encoding, is decided inside the transaction.
 */
public final class NewChunk {
  /** Stored bytes are the logical bytes. */
  public static final String IDENTITY = "identity";

  private final String id;
  private final int size;
  private final int[] crcs;
  private final String encoding;
  private final byte[] bytes;
  private final int storedSize;
  private final long replaces;

  /**
   * A chunk that is stored as it is.
   *
   * @param id SHA-256 of the bytes, in hexadecimal
   * @param size how many of the bytes, from the array's start, are the chunk
   * @param crcs CRC-32C of every 64 KiB block
   * @param bytes borrowed, and left alone by their owner until the commit is joined
   */
  public NewChunk(String id, int size, int[] crcs, byte[] bytes) {
    this(id, size, crcs, IDENTITY, bytes, size, 0);
  }

  private NewChunk(
      String id,
      int size,
      int[] crcs,
      String encoding,
      byte[] bytes,
      int storedSize,
      long replaces) {
    this.id = id;
    this.size = size;
    this.crcs = crcs;
    this.encoding = encoding;
    this.bytes = bytes;
    this.storedSize = storedSize;
    this.replaces = replaces;
  }

  /** The same content in an encoding; of these bytes, all are stored. */
  public NewChunk encoded(String as, byte[] stored) {
    return new NewChunk(id, size, crcs, as, stored, stored.length, replaces);
  }

  /**
   * The same, to be written also if the chunk is there, but with damaged bytes at this place;
   * {@link ChunkRow#NOWHERE} where its row was lost.
   */
  public NewChunk replacing(long physicalId) {
    return new NewChunk(id, size, crcs, encoding, bytes, storedSize, physicalId);
  }

  public String id() {
    return id;
  }

  /** Logical bytes. */
  public int size() {
    return size;
  }

  /** What is stored, from the array's start. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many of the bytes are stored. */
  public int storedSize() {
    return storedSize;
  }

  /** Where the damaged bytes lie that these replace; zero where there are none. */
  public long replaces() {
    return replaces;
  }

  ChunkRow at(long physicalId) {
    return new ChunkRow(id, physicalId, size, storedSize, encoding, crcs, 0);
  }
}
