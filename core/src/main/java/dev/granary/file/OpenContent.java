package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.ChunkRef;
import dev.granary.chunk.RandomAccess;
import dev.granary.session.Session;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Payload;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import java.util.List;

/**
 * Reads bytes that lie in chunks of any sizes, as they were when a row that names the chunks was
 * opened: a file, or a part of a model. Where handles on chunks are lazy, the bytes stay readable
 * and unchanged. Where they are not, a read of a chunk that was deleted since gives NOT_FOUND with
 * {@code replaced}, never other bytes.
 */
public final class OpenContent {
  private final Session session;
  private final RowKey owner;
  private final List<ChunkRef> chunks;
  private final Snapshot opened;
  private final long size;

  /**
   * @param owner the row that names the chunks; its key stands in messages
   * @param opened what the store held when the row was read
   */
  public OpenContent(Session session, RowKey owner, List<ChunkRef> chunks, Snapshot opened) {
    this.session = session;
    this.owner = owner;
    this.chunks = chunks;
    this.opened = opened;
    size = ChunkRef.sum(chunks);
  }

  /** Holds one chunk of the content with its logical bytes, ready to read. */
  record Located(int index, ChunkRow row, Payload payload) {}

  /** Returns the number of bytes. */
  public long size() {
    return size;
  }

  public List<ChunkRef> chunks() {
    return chunks;
  }

  String key() {
    return owner.key();
  }

  /** Begins to read from {@code start} to {@code end}, which must lie inside the content. */
  public ContentReading read(long start, long end) {
    if (start < 0 || end < start || end > size) {
      throw outside("A range must lie inside the content", start, end);
    }
    return new ContentReading(this, start, end);
  }

  /**
   * Reads the verified bytes from {@code start} to {@code end}, which must lie inside the content
   * and less than 2 GiB apart.
   */
  public byte[] bytes(long start, long end) {
    ContentReading reading = read(start, end);
    if (end - start > Integer.MAX_VALUE - 8) {
      throw outside("One read must be shorter than 2 GiB", start, end);
    }
    byte[] bytes = new byte[(int) (end - start)];
    reading.readTo(bytes);
    return bytes;
  }

  /** Gives access to any range, for a reader of a format. */
  public RandomAccess randomAccess() {
    return new ContentAccess(this);
  }

  private GranaryException outside(String rule, long start, long end) {
    return new GranaryException(
            Code.INVALID,
            rule + ": from " + start + " to " + end + " of " + size + " bytes of " + name() + ".")
        .with("key", owner.key())
        .with("start", start)
        .with("end", end)
        .with("size", size);
  }

  /** Returns the stored bytes of one chunk, or null when the opening does not hold them. */
  Payload held(int index) {
    return opened.payload(chunks.get(index).id());
  }

  /**
   * Returns the stored bytes of one chunk when they are its logical bytes; null when the chunk is
   * encoded or not held.
   */
  public Payload heldAsItIs(int index) {
    ChunkRow row = opened.chunk(chunks.get(index).id());
    return row != null && row.encoding().equals(NewChunk.IDENTITY) ? held(index) : null;
  }

  Located locate(int index) {
    ChunkRef ref = chunks.get(index);
    Snapshot snapshot = held(index) != null ? opened : readAgain(ref);
    ChunkRow row = snapshot.chunk(ref.id());
    Payload payload = snapshot.payload(ref.id());
    if (row == null || payload == null) {
      if (row == null) {
        session.reader().foundLost(ref.id());
      } else {
        session.reader().foundDamaged(row);
      }
      throw damaged(index, "it is missing", null);
    }
    if (row.size() != ref.size()) {
      throw damaged(index, "its size differs from the size in the manifest", null);
    }
    try {
      return new Located(index, row, session.reader().logical(row, payload));
    } catch (GranaryException failure) {
      throw named(index, failure);
    }
  }

  /** Starts to read a part of a chunk. */
  Pending<byte[]> begin(Located chunk, int offset, int length) {
    try {
      Pending<byte[]> part = session.reader().begin(chunk.row(), chunk.payload(), offset, length);
      return () -> {
        try {
          return part.join();
        } catch (GranaryException failure) {
          throw named(chunk.index(), failure);
        }
      };
    } catch (GranaryException failure) {
      throw named(chunk.index(), failure);
    }
  }

  private GranaryException named(int index, GranaryException failure) {
    return failure.code() == Code.CORRUPT
        ? damaged(index, "its bytes are wrong", failure)
        : failure;
  }

  /**
   * Reads a chunk that the opening does not hold. The same transaction reads whether the row is
   * unchanged.
   */
  private Snapshot readAgain(ChunkRef ref) {
    Snapshot now =
        session.store().read(Keys.none().row(owner.table(), owner.key()).payload(ref.id()));
    Row current = now.row(owner.table(), owner.key());
    boolean stillNamed = current != null && current.names().contains(ref.id());
    if (now.payload(ref.id()) == null && !stillNamed) {
      throw new GranaryException(
              Code.NOT_FOUND, name() + " was replaced or deleted while it was being read.")
          .with("key", owner.key())
          .with("replaced", true);
    }
    return now;
  }

  /** Returns the key as messages show it. */
  private String name() {
    return "\"" + owner.key() + "\"";
  }

  private GranaryException damaged(int index, String why, Throwable cause) {
    return new GranaryException(
            Code.CORRUPT, "Chunk " + index + " of " + name() + " is damaged: " + why + ".", cause)
        .with("key", owner.key())
        .with("chunk", index);
  }
}
