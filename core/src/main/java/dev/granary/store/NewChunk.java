package dev.granary.store;

/**
 * A chunk offered to the store. Whether its bytes are written or the chunk is there already is
 * decided inside the transaction.
 */
public final class NewChunk {
  /** Stored bytes are the logical bytes. */
  public static final String IDENTITY = "identity";

  private final String id;
  private final int size;
  private final int[] crcs;
  private final byte[] bytes;
  private final long replaces;

  /**
   * @param id SHA-256 of the bytes, in hexadecimal
   * @param size how many of the bytes, from the array's start, are the chunk
   * @param crcs CRC-32C of every 64 KiB block
   * @param bytes borrowed, and left alone by their owner until the commit is joined
   */
  public NewChunk(String id, int size, int[] crcs, byte[] bytes) {
    this(id, size, crcs, bytes, 0);
  }

  private NewChunk(String id, int size, int[] crcs, byte[] bytes, long replaces) {
    this.id = id;
    this.size = size;
    this.crcs = crcs;
    this.bytes = bytes;
    this.replaces = replaces;
  }

  /** The same, to be written also if the chunk is there, but with damaged bytes at this place. */
  public NewChunk replacing(long physicalId) {
    return new NewChunk(id, size, crcs, bytes, physicalId);
  }

  public String id() {
    return id;
  }

  public int size() {
    return size;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Where the damaged bytes lie that these replace; zero where there are none. */
  long replaces() {
    return replaces;
  }

  ChunkRow at(long physicalId) {
    return new ChunkRow(id, physicalId, size, size, IDENTITY, crcs, 0);
  }
}
