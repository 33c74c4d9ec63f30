package dev.granary.chunk;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
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

  private final Verify verify;
  private final Digests digests;

  /**
   * By physical id, which is never used twice: the same content stored anew is to be verified anew.
   */
  private final Map<Long, boolean[]> verified = new HashMap<>();

  /** Where the bytes of the chunks lie that were found damaged, by their ids. */
  private final Map<String, Long> damaged = new HashMap<>();

  public ChunkReader(Verify verify, Digests digests) {
    this.verify = verify;
    this.digests = digests;
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
    if (!chunk.encoding().equals(NewChunk.IDENTITY)) {
      throw new GranaryException(
              Code.VERSION, "A chunk is stored in an encoding that this Granary does not know.")
          .with("encoding", chunk.encoding())
          .with("chunkId", chunk.id());
    }
    if (payload.size() != chunk.storedSize()) {
      throw corrupt(chunk, "it has " + payload.size() + " bytes and not " + chunk.storedSize());
    }
    int firstBlock = offset / Crc32c.BLOCK;
    int endBlock = (offset + length + Crc32c.BLOCK - 1) / Crc32c.BLOCK;
    if (length == 0 || trusted(when, chunk, firstBlock, endBlock)) {
      return payload.begin(offset, length);
    }
    int from = firstBlock * Crc32c.BLOCK;
    int to = (int) Math.min(chunk.size(), (long) endBlock * Crc32c.BLOCK);
    Pending<byte[]> reading = payload.begin(from, to - from);
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
