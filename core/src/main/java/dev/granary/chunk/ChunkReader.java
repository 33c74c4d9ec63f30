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
    if (length == 0 || trusted(chunk, firstBlock, endBlock)) {
      return payload.begin(offset, length);
    }
    int from = firstBlock * Crc32c.BLOCK;
    int to = (int) Math.min(chunk.size(), (long) endBlock * Crc32c.BLOCK);
    Pending<byte[]> reading = payload.begin(from, to - from);
    return () -> {
      byte[] blocks = reading.join();
      expectRight(chunk, firstBlock, blocks);
      boolean whole = from == offset && to == offset + length;
      return whole ? blocks : Arrays.copyOfRange(blocks, offset - from, offset - from + length);
    };
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
  }

  private boolean trusted(ChunkRow chunk, int firstBlock, int endBlock) {
    if (verify != Verify.FIRST_READ) {
      return verify == Verify.NEVER;
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

  private static GranaryException corrupt(ChunkRow chunk, String why) {
    return new GranaryException(Code.CORRUPT, "A stored chunk is damaged: " + why + ".")
        .with("chunkId", chunk.id());
  }
}
