package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.RandomAccess;
import dev.granary.session.Session;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Payload;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/**
 * Reads a file as it was when it was opened. Where handles on chunks are lazy, the file stays
 * readable and unchanged. Where they are not, a read of a chunk that was deleted since gives
 * NOT_FOUND with {@code replaced}, never other bytes.
 */
public final class OpenFile implements ChunkSource {
  private final Session session;
  private final FileManifest manifest;
  private final Snapshot opened;

  OpenFile(Session session, FileManifest manifest, Snapshot opened) {
    this.session = session;
    this.manifest = manifest;
    this.opened = opened;
  }

  /** Holds one chunk of the file with its logical bytes, ready to read. */
  record Located(int index, ChunkRow row, Payload payload) {}

  public FileManifest manifest() {
    return manifest;
  }

  /** Describes the file. Its last use is now. */
  public FileInfo info() {
    return new FileInfo(manifest, session.clock().now());
  }

  /** Begins to read from {@code start} to {@code end}, which must lie inside the file. */
  public FileReading read(long start, long end) {
    if (start < 0 || end < start || end > manifest.size()) {
      throw outside("A range must lie inside the file", start, end);
    }
    return new FileReading(this, start, end);
  }

  /** All verified bytes of a file that is less than 2 GiB long. */
  public byte[] bytes() {
    return bytes(0, manifest.size());
  }

  /**
   * Reads the verified bytes from {@code start} to {@code end}, which must lie inside the file and
   * less than 2 GiB apart.
   */
  public byte[] bytes(long start, long end) {
    FileReading reading = read(start, end);
    if (end - start > Integer.MAX_VALUE - 8) {
      throw outside("One read must be shorter than 2 GiB", start, end);
    }
    byte[] bytes = new byte[(int) (end - start)];
    copy(reading, bytes);
    return bytes;
  }

  /** Gives access to any range of the file, for a reader of its format. */
  public RandomAccess randomAccess() {
    return new FileAccess(this);
  }

  /**
   * Returns whether the file has the promised git name; reads the whole file when one is promised.
   */
  public boolean isBlob(FileSpec promised) {
    GitBlob git = GitBlob.of(promised, this);
    if (git == null) {
      return true;
    }
    git.forEach(session.layout().chunkSize(), session.buffers(), (index, memory, length) -> {});
    return promised.gitSha1().equals(git.sha1());
  }

  /** Reads the verified content chunk by chunk, in any order and with any chunk size. */
  @Override
  public int chunk(int index, ChunkBuffer into) {
    ChunkLayout layout = new ChunkLayout(into.capacity());
    int length = layout.length(index, manifest.size());
    if (length > 0) {
      copy(read(layout.offset(index), layout.offset(index) + length), into.memory());
    }
    return length;
  }

  private static void copy(FileReading reading, byte[] into) {
    int at = 0;
    for (byte[] piece = reading.next(); piece != null; piece = reading.next()) {
      System.arraycopy(piece, 0, into, at, piece.length);
      at += piece.length;
    }
  }

  private GranaryException outside(String rule, long start, long end) {
    return new GranaryException(
            Code.INVALID,
            rule
                + ": from "
                + start
                + " to "
                + end
                + " of "
                + manifest.size()
                + " bytes of "
                + name()
                + ".")
        .with("key", manifest.key())
        .with("start", start)
        .with("end", end)
        .with("size", manifest.size());
  }

  /** Returns the stored bytes of one chunk, or null when the opening does not hold them. */
  Payload held(int index) {
    return opened.payload(manifest.chunks().get(index).id());
  }

  /**
   * Returns the stored bytes of one chunk when they are its logical bytes; null when the chunk is
   * encoded or not held.
   */
  public Payload heldAsItIs(int index) {
    ChunkRow row = opened.chunk(manifest.chunks().get(index).id());
    return row != null && row.encoding().equals(NewChunk.IDENTITY) ? held(index) : null;
  }

  Located locate(int index) {
    ChunkRef ref = manifest.chunks().get(index);
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
      throw damaged(index, "its size differs from the size in the file's manifest", null);
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
   * Reads a chunk that the opening does not hold. The same transaction reads whether the file is
   * unchanged.
   */
  private Snapshot readAgain(ChunkRef ref) {
    Snapshot now =
        session.store().read(Keys.none().row(Table.FILES, manifest.key()).payload(ref.id()));
    Row current = now.row(Table.FILES, manifest.key());
    boolean stillNamed = current != null && current.names().contains(ref.id());
    if (now.payload(ref.id()) == null && !stillNamed) {
      throw new GranaryException(
              Code.NOT_FOUND, name() + " was replaced or deleted while it was being read.")
          .with("key", manifest.key())
          .with("replaced", true);
    }
    return now;
  }

  /** Returns the key as messages show it. */
  private String name() {
    return "\"" + manifest.key() + "\"";
  }

  private GranaryException damaged(int index, String why, Throwable cause) {
    return new GranaryException(
            Code.CORRUPT, "Chunk " + index + " of " + name() + " is damaged: " + why + ".", cause)
        .with("key", manifest.key())
        .with("chunk", index);
  }
}
