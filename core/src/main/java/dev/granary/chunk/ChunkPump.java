package dev.granary.chunk;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.codec.ChunkCodec;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.store.NewChunk;

/**
 * The one sequential loop that moves bytes: source, digests, sink. It brings one file and is used
 * once.
 *
 * <p>It owns two buffers and never more: while one chunk is being stored, the next is read and
 * hashed in the other. Nothing more elaborate was faster (measured: chains of pendings, two commits
 * in flight).
 */
public final class ChunkPump {
  private final int chunkSize;
  private final Digests digests;
  private Digests.RunningDigest running;
  private final OwnedBuffers owned;
  private final Cancel cancel;
  private final boolean resumable;
  private final ChunkCodec codec;
  private final ChunkBuffer[] two = new ChunkBuffer[2];

  /** What was begun and borrows a buffer, each in its slot until it is joined. */
  private final Pending<?>[] underWay = new Pending<?>[4];

  private static final int STORING = 0;

  /** Two slots: the update of the whole-file digest from each of the buffers. */
  private static final int DIGESTING = 1;

  private static final int HASHING = 3;

  private int index;
  private long size;

  /**
   * The id of the file's first chunk as long as it is the only one: then it is also the file's
   * digest.
   */
  private String onlyChunk;

  private boolean complete;

  /**
   * Where a pump begins: at the start, or behind what an earlier one brought.
   *
   * @param chunks how many chunks are there already
   * @param bytes how many bytes they are
   * @param digestState the digest's state behind them; empty at the start, and behind a file's only
   *     chunk
   * @param onlyChunk the id of the chunk that is there, when it is one
   */
  public record Start(int chunks, long bytes, String digestState, String onlyChunk) {
    public static final Start FIRST = new Start(0, 0, "", null);

    /**
     * Whether the last chunk of the file is there: only that one is shorter, or has no digest state
     * behind it.
     */
    private boolean complete(int chunkSize) {
      return chunks > 0 && (digestState.isEmpty() || bytes < (long) chunks * chunkSize);
    }
  }

  /** What came through, with what was there before. */
  public record Pumped(long size, String sha256) {}

  /**
   * @param resumable whether each chunk is to carry the digest's state, for somebody who goes on
   *     behind it. Without, the whole-file digest, which is the slowest of all in a browser, may
   *     lag a chunk behind
   * @param codec what encodes each chunk where that pays, or null to keep them as they are
   */
  public ChunkPump(
      int chunkSize,
      Digests digests,
      OwnedBuffers owned,
      Cancel cancel,
      Start start,
      boolean resumable,
      ChunkCodec codec) {
    this.chunkSize = chunkSize;
    this.resumable = resumable;
    this.codec = codec;
    this.digests = digests;
    this.owned = owned;
    this.cancel = cancel;
    if (!start.digestState().isEmpty()) {
      running = digests.resume(Hex.decode(start.digestState()));
    }
    this.index = start.chunks();
    this.size = start.bytes();
    this.onlyChunk = start.onlyChunk();
    this.complete = start.complete(chunkSize);
  }

  /**
   * Runs until the source ends.
   *
   * @param promisedSize what the source must not exceed, or {@link FileSpec#UNKNOWN}
   */
  public Pumped run(ChunkSource source, ChunkSink sink, long promisedSize) {
    try {
      while (!complete) {
        // 1. Fill the buffer that is free, while the other one's chunk is being stored.
        ChunkBuffer buffer = freeBuffer(promisedSize);
        int length = fill(source, buffer, promisedSize);
        if (length == 0) {
          break;
        }
        // 2. Hash it. A file of one chunk is hashed once, because its digest is its chunk's.
        complete = length < chunkSize;
        boolean only = index == 0 && (complete || size == promisedSize);
        HashedChunk chunk = hash(buffer.memory(), length, !only);
        onlyChunk = index == 0 ? chunk.chunk().id() : null;
        // 3. Start to store it once the chunk before it is stored: chunks are committed in order.
        join(STORING);
        cancel.check();
        underWay[STORING] = sink.begin(chunk);
        index++;
      }
      join(STORING);
      join(DIGESTING + (index & 1));
      join(DIGESTING + (~index & 1));
    } catch (RuntimeException | Error failure) {
      joinAll();
      throw failure;
    } finally {
      owned.release((two[0] == null ? 0 : 1) + (two[1] == null ? 0 : 1));
    }
    return new Pumped(size, onlyChunk != null ? onlyChunk : Hex.encode(running().digest().join()));
  }

  /** Begun when it is first needed, which it is not for a file of one chunk. */
  private Digests.RunningDigest running() {
    if (running == null) {
      running = digests.begin();
    }
    return running;
  }

  private ChunkBuffer freeBuffer(long promisedSize) {
    int turn = index & 1;
    if (two[turn] == null) {
      // For a small file a small one, with room for the byte that is too much.
      boolean small = promisedSize != FileSpec.UNKNOWN && promisedSize < chunkSize;
      two[turn] = owned.take(small ? (int) promisedSize + 1 : chunkSize);
    }
    join(DIGESTING + turn);
    return two[turn];
  }

  private int fill(ChunkSource source, ChunkBuffer buffer, long promisedSize) {
    cancel.check();
    int length = source.chunk(index, buffer);
    // An aborted stream looks as if it had ended: without this check a truncated file would be
    // committed.
    cancel.check();
    if (length < 0 || length > chunkSize) {
      throw new GranaryException(
              Code.INVALID,
              "A source gives 0 to " + chunkSize + " bytes of a chunk, not " + length + ".")
          .with("chunk", index);
    }
    size += length;
    if (promisedSize != FileSpec.UNKNOWN && size > promisedSize) {
      throw new GranaryException(Code.INTEGRITY, "The source gave more than the bytes it promised.")
          .with("expectedSize", promisedSize)
          .with("actualSize", size);
    }
    return length;
  }

  private HashedChunk hash(byte[] bytes, int length, boolean withRunning) {
    int digesting = DIGESTING + (index & 1);
    if (withRunning) {
      underWay[digesting] = running().update(bytes, length);
    }
    underWay[HASHING] = digests.sha256(bytes, length);
    int[] crcs = digests.blockCrcs(bytes, length).join();
    byte[] id = (byte[]) join(HASHING);
    String digestState = withRunning && resumable ? Hex.encode((byte[]) join(digesting)) : "";
    return new HashedChunk(encoded(new NewChunk(Hex.encode(id), length, crcs, bytes)), digestState);
  }

  /** While the chunk before is being stored, perhaps. */
  private NewChunk encoded(NewChunk chunk) {
    ChunkCodec.Encoded less = codec == null ? null : codec.encode(chunk.bytes(), chunk.size());
    return less == null ? chunk : chunk.encoded(less.encoding(), less.bytes());
  }

  private Object join(int slot) {
    Pending<?> begun = underWay[slot];
    underWay[slot] = null;
    return begun == null ? null : begun.join();
  }

  /** The first error wins; what is under way still borrows a buffer, so it is waited for. */
  private void joinAll() {
    for (int slot = 0; slot < underWay.length; slot++) {
      try {
        join(slot);
      } catch (RuntimeException | Error second) {
        // Not even added to the first: TeaVM's exceptions cannot carry others.
      }
    }
  }
}
