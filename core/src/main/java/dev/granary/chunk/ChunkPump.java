package dev.granary.chunk;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.manifest.FileSpec;
import dev.granary.store.NewChunk;

/**
 * The one sequential loop that moves bytes: source, digests, sink.
 *
 * <p>It owns two buffers and never more: while one chunk is being stored, the next is read and
 * hashed in the other. Nothing more elaborate was faster (measured; chains of pendings, two commits
 * in flight).
 */
public final class ChunkPump {
  private final int chunkSize;
  private final Digests digests;
  private final OwnedBuffers owned;
  private final Cancel cancel;

  public ChunkPump(int chunkSize, Digests digests, OwnedBuffers owned, Cancel cancel) {
    this.chunkSize = chunkSize;
    this.digests = digests;
    this.owned = owned;
    this.cancel = cancel;
  }

  /**
   * Where a pump begins: at the start, or behind what an earlier one brought.
   *
   * @param chunks how many chunks are there already
   * @param bytes how many bytes they are
   * @param digestState the digest's state behind them; empty at the start, and behind a file's only
   *     chunk
   * @param onlyChunk the id of the only chunk that is there, when there is no state
   */
  public record Start(int chunks, long bytes, String digestState, String onlyChunk) {
    public static final Start FIRST = new Start(0, 0, "", null);

    /**
     * Whether the last chunk of the file is there: only that one is shorter, or has no digest state
     * behind it.
     */
    boolean complete(int chunkSize) {
      return chunks > 0 && (digestState.isEmpty() || bytes < (long) chunks * chunkSize);
    }
  }

  /** What came through, with what was there before. */
  public record Pumped(long size, String sha256) {}

  /**
   * Runs until the source ends.
   *
   * @param promisedSize what the source must not exceed, or {@link FileSpec#UNKNOWN}
   */
  public Pumped run(ChunkSource source, ChunkSink sink, Start start, long promisedSize) {
    Digests.RunningDigest running =
        start.digestState().isEmpty()
            ? digests.begin()
            : digests.resume(Hex.decode(start.digestState()));
    ChunkBuffer[] two = new ChunkBuffer[2];
    Pending<Void> storing = null;
    long size = start.bytes();
    String onlyChunk = start.onlyChunk();
    int index = start.chunks();
    int turn = 0;
    boolean more = !start.complete(chunkSize);
    try {
      while (more) {
        // 1. Fill the buffer that is free, while the other one's chunk is being stored.
        cancel.check();
        if (two[turn] == null) {
          two[turn] = owned.take(chunkSize);
        }
        ChunkBuffer buffer = two[turn];
        int length = source.chunk(index, buffer);
        // An aborted stream looks as if it had ended: without this check a truncated file would be
        // committed.
        cancel.check();
        if (length == 0) {
          break;
        }
        size += length;
        if (promisedSize != FileSpec.UNKNOWN && size > promisedSize) {
          throw tooLong(promisedSize, size);
        }

        // 2. Hash it. A file of one chunk is hashed once, because its digest is its chunk's.
        boolean only = index == 0 && (length < chunkSize || size == promisedSize);
        HashedChunk chunk = hash(buffer.memory(), length, only ? null : running);
        onlyChunk = index == 0 ? chunk.chunk().id() : null;

        // 3. Start to store it once the chunk before it is stored: chunks are committed strictly in
        // order.
        if (storing != null) {
          Pending<Void> before = storing;
          storing = null;
          before.join();
        }
        cancel.check();
        storing = sink.begin(chunk);
        more = length == chunkSize;
        index++;
        turn ^= 1;
      }
      if (storing != null) {
        Pending<Void> last = storing;
        storing = null;
        last.join();
      }
    } catch (RuntimeException | Error failure) {
      // The first error wins; what is under way still borrows a buffer, so it is waited for.
      joinQuietly(storing);
      throw failure;
    } finally {
      owned.release((two[0] == null ? 0 : 1) + (two[1] == null ? 0 : 1));
    }
    return new Pumped(size, onlyChunk != null ? onlyChunk : Hex.encode(running.digest().join()));
  }

  private HashedChunk hash(byte[] bytes, int length, Digests.RunningDigest running) {
    Pending<byte[]> id = digests.sha256(bytes, length);
    Pending<byte[]> state = running == null ? null : running.update(bytes, length);
    int[] crcs = Crc32c.ofBlocks(bytes, 0, length);
    byte[] idBytes;
    try {
      idBytes = id.join();
    } catch (RuntimeException | Error failure) {
      joinQuietly(state);
      throw failure;
    }
    String digestState = state == null ? "" : Hex.encode(state.join());
    return new HashedChunk(new NewChunk(Hex.encode(idBytes), length, crcs, bytes), digestState);
  }

  private static void joinQuietly(Pending<?> pending) {
    if (pending == null) {
      return;
    }
    try {
      pending.join();
    } catch (RuntimeException second) {
      // The caller is told of the first failure; this one is its consequence or comes too late.
    }
  }

  private static GranaryException tooLong(long promised, long size) {
    return new GranaryException(
            Code.INTEGRITY, "The source gave more than the " + promised + " bytes it promised.")
        .with("expectedSize", promised)
        .with("actualSize", size);
  }
}
