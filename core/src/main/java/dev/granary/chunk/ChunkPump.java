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
 * Moves the bytes of one file from a source through the digests to a sink, in one sequential loop.
 * A pump is used once.
 *
 * <p>It owns two buffers and never more: while one chunk is being stored, the pump reads and hashes
 * the next chunk in the other buffer. More elaborate designs were not faster (measured: chains of
 * pendings, two commits in flight).
 */
public final class ChunkPump {
  private final int chunkSize;
  private final Digests digests;
  private Digests.RunningDigest running;
  private final OwnedBuffers owned;
  private final Cancel cancel;
  private final boolean resumable;

  /** Whether the pump computes the digest of the whole content. */
  private final boolean whole;

  private final ChunkCodec codec;
  private final ChunkBuffer[] buffers = new ChunkBuffer[2];

  /**
   * The work that is under way and borrows a buffer. Each pending stays in its slot until it is
   * joined.
   */
  private final Pending<?>[] underWay = new Pending<?>[4];

  private static final int STORING = 0;

  /** Two slots: the update of the whole-file digest from each of the two buffers. */
  private static final int DIGESTING = 1;

  private static final int HASHING = 3;

  private int index;
  private long size;

  /**
   * The id of the first chunk while it is the file's only one. The id is then also the file's
   * digest.
   */
  private String onlyChunk;

  private boolean complete;

  /**
   * States where a pump starts: at the beginning of a file, or after the chunks of an earlier pump.
   *
   * @param chunks how many chunks are already stored
   * @param bytes how many bytes these chunks have
   * @param digestState the digest's state after these chunks; empty at the beginning, and after a
   *     file's only chunk
   * @param onlyChunk the id of the stored chunk when there is exactly one
   * @param anySizes whether a chunk that is not the last may be shorter, too
   */
  public record Start(
      int chunks, long bytes, String digestState, String onlyChunk, boolean anySizes) {
    public static final Start FIRST = new Start(0, 0, "", null, false);

    /**
     * Returns whether it is known that the last chunk of the file is stored. Only the last chunk
     * has no digest state after it, or is shorter.
     */
    private boolean complete(int chunkSize) {
      boolean shorter = bytes < (long) chunks * chunkSize && !anySizes;
      return chunks > 0 && (digestState.isEmpty() || shorter);
    }
  }

  /**
   * Reports the whole file, including the chunks that were stored before.
   *
   * @param sha256 the digest of the whole file; null from a pump without it
   */
  public record Pumped(long size, String sha256) {}

  /**
   * @param resumable whether each chunk carries the digest's state, so that another writer can
   *     resume after it. If not, the whole-file digest may lag one chunk behind; it is the slowest
   *     digest in a browser
   * @param codec what encodes each chunk that becomes smaller, or null to store chunks as they are
   */
  public ChunkPump(
      int chunkSize,
      Digests digests,
      OwnedBuffers owned,
      Cancel cancel,
      Start start,
      boolean resumable,
      ChunkCodec codec) {
    this(chunkSize, digests, owned, cancel, start, resumable, codec, true);
    this.complete = start.complete(chunkSize);
  }

  /**
   * Makes a pump of content that needs no digest of its own.
   *
   * @param index the index of the first chunk
   */
  public static ChunkPump withoutDigest(
      int chunkSize, Digests digests, OwnedBuffers owned, Cancel cancel, int index) {
    Start start = new Start(index, 0, "", null, false);
    return new ChunkPump(chunkSize, digests, owned, cancel, start, false, null, false);
  }

  private ChunkPump(
      int chunkSize,
      Digests digests,
      OwnedBuffers owned,
      Cancel cancel,
      Start start,
      boolean resumable,
      ChunkCodec codec,
      boolean whole) {
    this.chunkSize = chunkSize;
    this.resumable = resumable;
    this.whole = whole;
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
  }

  /**
   * Runs until the source ends.
   *
   * @param key the key of the file, for messages
   * @param promised what the file must become; the pump itself enforces that it is not larger
   */
  public Pumped run(ChunkSource source, ChunkSink sink, String key, FileSpec promised) {
    long promisedSize = promised.size();
    try {
      while (!complete) {
        // 1. Fill the free buffer while the chunk in the other buffer is being stored.
        ChunkBuffer buffer = freeBuffer(promisedSize);
        int length = fill(source, buffer);
        if (promisedSize != FileSpec.UNKNOWN && size > promisedSize) {
          throw promised.wrongSize(key, FileSpec.UNKNOWN);
        }
        if (length == 0) {
          break;
        }
        // 2. Hash the chunk. A file of one chunk is hashed once, because its digest is its chunk's
        // id.
        complete = length < chunkSize && source.endsWithShortChunk();
        boolean only = index == 0 && (complete || size == promisedSize);
        HashedChunk chunk = hash(buffer.memory(), length, whole && !only);
        onlyChunk = index == 0 ? chunk.chunk().id() : null;
        // 3. Start to store the chunk after the previous one is stored: chunks are committed in
        // order.
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
      owned.release((buffers[0] == null ? 0 : 1) + (buffers[1] == null ? 0 : 1));
    }
    return new Pumped(size, whole ? digest() : null);
  }

  private String digest() {
    return onlyChunk != null ? onlyChunk : Hex.encode(running().digest().join());
  }

  /** Begins the digest at its first use. A file of one chunk does not use it. */
  private Digests.RunningDigest running() {
    if (running == null) {
      running = digests.begin();
    }
    return running;
  }

  private ChunkBuffer freeBuffer(long promisedSize) {
    int current = index & 1;
    if (buffers[current] == null) {
      // A small file gets a small buffer, with one more byte to detect a source that is too long.
      boolean small = promisedSize != FileSpec.UNKNOWN && promisedSize < chunkSize;
      buffers[current] = owned.take(small ? (int) promisedSize + 1 : chunkSize);
    }
    join(DIGESTING + current);
    return buffers[current];
  }

  private int fill(ChunkSource source, ChunkBuffer buffer) {
    cancel.check();
    int length = source.chunk(index, buffer);
    // An aborted stream looks as if it had ended. Without this check the pump would commit a
    // truncated file.
    cancel.check();
    if (length < 0 || length > chunkSize) {
      throw new GranaryException(
              Code.INVALID,
              "A source must return 0 to "
                  + chunkSize
                  + " bytes for a chunk; it returned "
                  + length
                  + ".")
          .with("chunk", index);
    }
    size += length;
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

  /** Encodes a chunk. The previous chunk may be being stored meanwhile. */
  private NewChunk encoded(NewChunk chunk) {
    ChunkCodec.Encoded less = codec == null ? null : codec.encode(chunk.bytes(), chunk.size());
    return less == null ? chunk : chunk.encoded(less.encoding(), less.bytes());
  }

  private Object join(int slot) {
    Pending<?> begun = underWay[slot];
    underWay[slot] = null;
    return begun == null ? null : begun.join();
  }

  /**
   * Waits for all work that still borrows a buffer. The pump has its first error already and drops
   * these.
   */
  private void joinAll() {
    for (int slot = 0; slot < underWay.length; slot++) {
      try {
        join(slot);
      } catch (RuntimeException | Error second) {
        // The pump does not even attach this error to the first: TeaVM's exceptions cannot carry
        // others.
      }
    }
  }
}
