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
 * Reads parts of stored chunks and verifies the 64 KiB blocks they touch, no more. It lives as long
 * as its session, because it remembers what it has verified.
 */
public final class ChunkReader {
  /** When blocks are verified. */
  public enum Verify {
    /** Once per block and session: what was right once stays right in an engine's hands. */
    FIRST_READ,
    ALWAYS,
    NEVER
  }

  /** Of so many chunks; places are never used twice, so whoever runs for long meets ever more. */
  private static final int REMEMBERED = 4096;

  private final Verify verify;
  private final Digests digests;
  private final ChunkCodec codec;

  /**
   * By physical id, which is never used twice: the same content stored anew is to be verified anew.
   */
  private final Map<Long, boolean[]> verified = new HashMap<>();

  /** Where the bytes of the chunks lie that were found damaged, by their ids. */
  private final Map<String, Long> damaged = new HashMap<>();

  /** A reader of chunks that are stored as they are. */
  public ChunkReader(Verify verify, Digests digests) {
    this(verify, digests, null);
  }

  /**
   * A reader of encoded chunks too.
   *
   * @param codec what decodes them, or null where the platform has nothing for that
   */
  public ChunkReader(Verify verify, Digests digests, ChunkCodec codec) {
    this.verify = verify;
    this.digests = digests;
    this.codec = codec;
  }

  /**
   * A handle on the logical bytes of a chunk. An encoded one is decoded as a whole when something
   * of it is first read, and stays decoded as long as somebody holds this handle: who reads several
   * parts of a chunk reads them through one.
   */
  public Payload logical(ChunkRow chunk, Payload stored) {
    if (stored instanceof Decoded) {
      return stored;
    }
    boolean asItIs = chunk.encoding().equals(NewChunk.IDENTITY);
    if (!asItIs && !ChunkCodec.knows(chunk.encoding())) {
      throw unreadable(chunk, Code.VERSION, "an encoding that this Granary does not know");
    }
    if (stored.size() != chunk.storedSize()) {
      throw corrupt(chunk, "it has " + stored.size() + " bytes and not " + chunk.storedSize());
    }
    if (!asItIs && codec == null) {
      throw unreadable(chunk, Code.UNSUPPORTED, "an encoding that this platform cannot undo");
    }
    return asItIs ? stored : new Decoded(chunk, stored);
  }

  private static GranaryException unreadable(ChunkRow chunk, Code code, String why) {
    return new GranaryException(code, "A chunk is stored in " + why + ".")
        .with("encoding", chunk.encoding())
        .with("chunkId", chunk.id());
  }

  /** The logical bytes of an encoded chunk. */
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

    /** Starts to read; decodes when that is joined, so that a reader never holds two decoded. */
    @Override
    public Pending<byte[]> begin(int offset, int length) {
      if (logical == null && reading == null) {
        reading = stored.begin(0, chunk.storedSize());
      }
      return () -> Arrays.copyOfRange(decoded(), offset, offset + length);
    }

    private byte[] decoded() {
      if (logical == null) {
        // Somebody else's join has taken the reading, and may have failed since.
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
   * Starts to read logical bytes of one chunk from an offset; gives them as the caller's own copy,
   * or CORRUPT when they are not what was stored. They are verified while the pending is joined, so
   * that a next read can be under way meanwhile.
   */
  public Pending<byte[]> begin(ChunkRow chunk, Payload payload, int offset, int length) {
    return begin(chunk, payload, offset, length, verify);
  }

  /** Starts to read all of a chunk, and verifies it whatever was verified before. */
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

  /** Notes that a chunk is named and not there. */
  public void foundLost(String chunk) {
    damaged.put(chunk, ChunkRow.NOWHERE);
  }

  /** Notes that a chunk is not what was stored; trusts nothing of it any more. */
  public void foundDamaged(ChunkRow chunk) {
    verified.remove(chunk.physicalId());
    damaged.put(chunk.id(), chunk.physicalId());
  }

  /**
   * The same chunk for a writer: where one is stored already that was found damaged, it comes in
   * its place. So whatever stores the right bytes again repairs all files that share them.
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

  /** Forgets what it has verified: the store may be another one by now. */
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
