package dev.granary.bundle;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.session.Session;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.Payload;
import dev.granary.store.Snapshot;
import java.util.List;
import java.util.Set;

/**
 * Supplies the content of one file of a bundle. The bytes of a chunk come from the stream the first
 * time, and from the store after that. The source does not trust what a bundle says of a chunk: the
 * writer computes the chunk's id.
 */
final class BundledChunks implements ChunkSource {
  /** How many bytes of a stored chunk are read at once, in addition to the pump's two buffers. */
  private static final int PIECE = 1024 * 1024;

  private final Session session;
  private final BundleStream in;
  private final FileManifest file;
  private final List<ChunkRef> chunks;

  /** The chunks that the stream has brought, for this file and the files before it. */
  private final Set<String> seen;

  /** The next chunk in the stream. */
  private int next;

  /** The buffer of the previous chunk, which may not be stored yet. */
  private ChunkBuffer last;

  BundledChunks(Session session, BundleStream in, FileManifest file, Set<String> seen) {
    this.session = session;
    this.in = in;
    this.file = file;
    this.chunks = file.chunks();
    this.seen = seen;
  }

  @Override
  public void whileWaiting(Beat beat) {
    in.whileWaiting(beat);
  }

  /** Stops the beats only: the stream continues with the next file. */
  @Override
  public void close() {
    in.whileWaiting(() -> {});
  }

  @Override
  public boolean endsWithShortChunk() {
    return false;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    skipTo(index, into);
    if (index == chunks.size()) {
      return 0;
    }
    ChunkRef chunk = chunks.get(index);
    next++;
    if (seen.add(chunk.id())) {
      expectHead(index);
      in.fill(into, chunk.size());
    } else if (last != null && chunk.equals(chunks.get(index - 1))) {
      System.arraycopy(last.memory(), 0, into.memory(), 0, chunk.size());
    } else {
      fromStore(index, into);
    }
    last = into;
    return chunk.size();
  }

  /** Skips the chunks of this file that remain in the stream, because they were stored already. */
  void skipRest() {
    if (next < chunks.size()) {
      ChunkBuffer buffer = session.buffers().take(ChunkRef.largest(chunks));
      try {
        skipTo(chunks.size(), buffer);
      } finally {
        session.buffers().release(1);
      }
    }
  }

  private void skipTo(int index, ChunkBuffer buffer) {
    for (; next < index; next++) {
      if (seen.add(chunks.get(next).id())) {
        expectHead(next);
        in.fill(buffer, chunks.get(next).size());
      }
    }
  }

  private void expectHead(int index) {
    ChunkRef chunk = chunks.get(index);
    if (!in.head().equals(new BundleRecord(BundleRecord.Type.CHUNK, chunk.size(), chunk.id()))) {
      throw refused(Code.INVALID, index, "The bundle has another record where this chunk must be.");
    }
  }

  private void fromStore(int index, ChunkBuffer into) {
    ChunkRef chunk = chunks.get(index);
    Snapshot found = session.store().read(Keys.none().payload(chunk.id()));
    ChunkRow row = found.chunk(chunk.id());
    Payload payload = found.payload(chunk.id());
    if (row == null || payload == null) {
      throw refused(
          Code.CONFLICT,
          index,
          "A chunk that the bundle shares between files was deleted. Import again.");
    }
    if (row.size() != chunk.size()) {
      throw refused(Code.INVALID, index, "The bundle gives this chunk two different sizes.");
    }
    Payload logical = session.reader().logical(row, payload);
    for (int at = 0; at < row.size(); at += PIECE) {
      int length = Math.min(PIECE, row.size() - at);
      byte[] piece = session.reader().begin(row, logical, at, length).join();
      System.arraycopy(piece, 0, into.memory(), at, length);
    }
  }

  private GranaryException refused(Code code, int index, String message) {
    return new GranaryException(code, "\"" + file.key() + "\", chunk " + index + ": " + message)
        .with("key", file.key())
        .with("chunk", index);
  }
}
