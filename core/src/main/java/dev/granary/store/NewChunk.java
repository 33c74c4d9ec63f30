package dev.granary.store;

/**
 * Offers a chunk to the store. The store decides inside the transaction whether it writes the
 * bytes. It does not when the chunk is already stored, in any encoding.
 */
public final class NewChunk {
  /** The stored bytes are the logical bytes. */
  public static final String IDENTITY = "identity";

  private final String id;
  private final int size;
  private final int[] crcs;
  private final String encoding;
  private final byte[] bytes;
  private final int storedSize;
  private final long replaces;

  /**
   * Offers a chunk whose stored bytes are the logical bytes.
   *
   * @param id SHA-256 of the bytes, in hexadecimal
   * @param size how many of the bytes, from the start of the array, belong to the chunk
   * @param crcs CRC-32C of every 64 KiB block
   * @param bytes borrowed; their owner does not change them until the commit is joined
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

  /** Returns the same chunk in an encoding. All of the given bytes are stored. */
  public NewChunk encoded(String as, byte[] stored) {
    return new NewChunk(id, size, crcs, as, stored, stored.length, replaces);
  }

  /**
   * Returns the same chunk, which also replaces the damaged bytes at this physical id. {@link
   * ChunkRow#NOWHERE} stands for a chunk whose row was lost.
   */
  public NewChunk replacing(long physicalId) {
    return new NewChunk(id, size, crcs, encoding, bytes, storedSize, physicalId);
  }

  public String id() {
    return id;
  }

  /** Returns the number of logical bytes. */
  public int size() {
    return size;
  }

  /** Returns the array that starts with the stored bytes. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns how many bytes of the array are stored. */
  public int storedSize() {
    return storedSize;
  }

  /** Returns the physical id of the damaged bytes that this chunk replaces, or zero. */
  public long replaces() {
    return replaces;
  }

  ChunkRow at(long physicalId) {
    return new ChunkRow(id, physicalId, size, storedSize, encoding, crcs, 0);
  }
}
