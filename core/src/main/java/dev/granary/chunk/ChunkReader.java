package dev.granary.chunk;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.chunk.codec.ChunkCodec;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Digests;
import dev.granary.store.ChunkRow;
import dev.granary.store.NewChunk;
import dev.granary.store.Payload;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads parts of stored chunks and verifies only the 64 KiB blocks that a read touches. A reader
 * lives as long as its session and remembers which blocks it has verified.
 */
public final class ChunkReader {
  /** Says when a reader verifies blocks. */
  public enum Verify {
    /** Once per block and session. A block that was right once stays right inside the engine. */
    FIRST_READ,
    ALWAYS,
    NEVER
  }

  /**
   * How many chunks a reader remembers. Physical ids are never used twice, so a long-running
   * session meets ever more chunks.
   */
  private static final int REMEMBERED = 4096;

  private final Verify verify;
  private final Digests digests;
  private final ChunkCodec codec;

  /**
   * The verified blocks, by physical id. A physical id is never used twice, so content that is
   * stored again is verified again.
   */
  private final Map<Long, boolean[]> verified = new HashMap<>();

  /** The physical ids of the chunks that were found damaged, by chunk id. */
  private final Map<String, Long> damaged = new HashMap<>();

  /** Makes a reader of chunks that are stored as they are. */
  public ChunkReader(Verify verify, Digests digests) {
    this(verify, digests, null);
  }

  /**
   * Makes a reader that also decodes.
   *
   * @param codec what decodes chunks, or null where the platform has no compression
   */
  public ChunkReader(Verify verify, Digests digests, ChunkCodec codec) {
    this.verify = verify;
    this.digests = digests;
    this.codec = codec;
  }

  /**
   * Returns a payload of the logical bytes of a chunk. An encoded chunk is decoded as a whole at
   * the first read, and stays decoded as long as the caller keeps this payload. So a caller that
   * reads several parts of a chunk reads them through one payload.
   */
  public Payload logical(ChunkRow chunk, Payload stored) {
    if (stored instanceof Decoded) {
      return stored;
    }
    boolean asItIs = chunk.encoding().equals(NewChunk.IDENTITY);
    if (!asItIs && !ChunkCodec.knows(chunk.encoding())) {
      throw unreadable(
          chunk, Code.VERSION, "an encoding that this version of Granary does not know");
    }
    if (stored.size() != chunk.storedSize()) {
      throw corrupt(chunk, "it has " + stored.size() + " bytes instead of " + chunk.storedSize());
    }
    if (!asItIs && codec == null) {
      throw unreadable(chunk, Code.UNSUPPORTED, "an encoding that this platform cannot decode");
    }
    return asItIs ? stored : new Decoded(chunk, stored);
  }

  private static GranaryException unreadable(ChunkRow chunk, Code code, String why) {
    return new GranaryException(code, "A chunk is stored in " + why + ".")
        .with("encoding", chunk.encoding())
        .with("chunkId", chunk.id());
  }

  /** Decodes the logical bytes of an encoded chunk. */
  private final class Decoded implements Payload {
    private final ChunkRow chunk;
    private final Payload stored;
    private Pending<byte[]> reading;
    private byte[] logical;

    Decoded(ChunkRow chunk, Payload stored) {
      this.chunk = chunk;
      this.stored = stored;
    }

    @Override
    public int size() {
      return chunk.size();
    }

    /**
     * Starts to read. The chunk is decoded at the join, so that a reader never holds two decoded
     * chunks.
     */
    @Override
    public Pending<byte[]> begin(int offset, int length) {
      if (logical == null && reading == null) {
        reading = stored.begin(0, chunk.storedSize());
      }
      return () -> Arrays.copyOfRange(decoded(), offset, offset + length);
    }

    private byte[] decoded() {
      if (logical == null) {
        // The join of another part of this chunk took the pending, and may have failed since.
        Pending<byte[]> begun = reading == null ? stored.begin(0, chunk.storedSize()) : reading;
        reading = null;
        byte[] bytes = codec.decode(chunk.encoding(), joined(chunk, begun), chunk.size());
        if (bytes == null) {
          throw corrupt(chunk, "it cannot be decoded");
        }
        logical = bytes;
      }
      return logical;
    }
  }

  /**
   * Starts to read logical bytes of one chunk. The pending gives the caller its own copy, or
   * CORRUPT when the bytes have changed since they were stored. The bytes are verified at the join,
   * so the next read can be under way meanwhile.
   */
  public Pending<byte[]> begin(ChunkRow chunk, Payload payload, int offset, int length) {
    return begin(chunk, payload, offset, length, verify);
  }

  /** Starts to read a whole chunk, and verifies it even if it was verified before. */
  public Pending<byte[]> beginAnew(ChunkRow chunk, Payload payload) {
    return begin(chunk, payload, 0, chunk.size(), Verify.ALWAYS);
  }

  private Pending<byte[]> begin(
      ChunkRow chunk, Payload payload, int offset, int length, Verify when) {
    if (offset < 0 || length < 0 || offset > chunk.size() - length) {
      throw new IllegalArgumentException("A read passes the end of its chunk.");
    }
    Payload logical = logical(chunk, payload);
    int firstBlock = offset / Crc32c.BLOCK;
    int endBlock = (offset + length + Crc32c.BLOCK - 1) / Crc32c.BLOCK;
    if (length == 0 || trusted(when, chunk, firstBlock, endBlock)) {
      return logical.begin(offset, length);
    }
    int from = firstBlock * Crc32c.BLOCK;
    int to = (int) Math.min(chunk.size(), (long) endBlock * Crc32c.BLOCK);
    Pending<byte[]> reading = logical.begin(from, to - from);
    return () -> {
      byte[] blocks = joined(chunk, reading);
      expectRight(chunk, firstBlock, blocks);
      boolean whole = from == offset && to == offset + length;
      return whole ? blocks : Arrays.copyOfRange(blocks, offset - from, offset - from + length);
    };
  }

  private byte[] joined(ChunkRow chunk, Pending<byte[]> reading) {
    try {
      return reading.join();
    } catch (GranaryException failure) {
      if (failure.code() == Code.CORRUPT) {
        foundDamaged(chunk);
      }
      throw failure;
    }
  }

  /** Records that a row names this chunk and that the chunk is not stored. */
  public void foundLost(String chunk) {
    damaged.put(chunk, ChunkRow.NOWHERE);
  }

  /** Records that a chunk is damaged, and forgets which of its blocks were verified. */
  public void foundDamaged(ChunkRow chunk) {
    verified.remove(chunk.physicalId());
    damaged.put(chunk.id(), chunk.physicalId());
  }

  /**
   * Returns the chunk that a writer stores. It replaces the stored chunk when that was found
   * damaged. So a writer that stores the right bytes again repairs all files that share the chunk.
   */
  public NewChunk mending(NewChunk chunk) {
    Long place = damaged.get(chunk.id());
    return place == null ? chunk : chunk.replacing(place);
  }

  private void expectRight(ChunkRow chunk, int firstBlock, byte[] blocks) {
    int[] crcs = digests.blockCrcs(blocks, blocks.length).join();
    for (int i = 0; i < crcs.length; i++) {
      if (crcs[i] != chunk.crc(firstBlock + i)) {
        long place = (long) (firstBlock + i) * Crc32c.BLOCK;
        throw corrupt(chunk, "its bytes from " + place + " on have changed");
      }
    }
    trust(chunk, firstBlock, firstBlock + crcs.length);
  }

  /** Forgets which blocks are verified, because the store may be another one now. */
  public void forget() {
    verified.clear();
    damaged.clear();
  }

  private boolean trusted(Verify when, ChunkRow chunk, int firstBlock, int endBlock) {
    if (when != Verify.FIRST_READ) {
      return when == Verify.NEVER;
    }
    boolean[] seen = verified.get(chunk.physicalId());
    if (seen == null) {
      return false;
    }
    for (int block = firstBlock; block < endBlock; block++) {
      if (!seen[block]) {
        return false;
      }
    }
    return true;
  }

  private void trust(ChunkRow chunk, int firstBlock, int endBlock) {
    if (verified.size() == REMEMBERED) {
      verified.clear();
    }
    boolean[] seen =
        verified.computeIfAbsent(chunk.physicalId(), id -> new boolean[chunk.blocks()]);
    for (int block = firstBlock; block < endBlock; block++) {
      seen[block] = true;
    }
  }

  private GranaryException corrupt(ChunkRow chunk, String why) {
    foundDamaged(chunk);
    return new GranaryException(Code.CORRUPT, "A stored chunk is damaged: " + why + ".")
        .with("chunkId", chunk.id());
  }
}
