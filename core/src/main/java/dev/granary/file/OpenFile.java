package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.manifest.ChunkRef;
import dev.granary.manifest.FileManifest;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.Payload;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/**
 * A file as it was when it was opened. Where handles on chunks are lazy it stays readable and
 * unchanged whatever others do; where they are not, a chunk that has gone since gives NOT_FOUND
 * with {@code replaced}, never other bytes.
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

  public FileManifest manifest() {
    return manifest;
  }

  /**
   * The verified bytes from {@code start} to {@code end}, which must lie inside the file and less
   * than 2 GiB apart.
   */
  public byte[] bytes(long start, long end) {
    if (start < 0 || end < start || end > manifest.size() || end - start > Integer.MAX_VALUE - 8) {
      throw new GranaryException(
              Code.INVALID,
              "A range must lie inside the file and be shorter than 2 GiB: from "
                  + start
                  + " to "
                  + end
                  + " of "
                  + manifest.size()
                  + " bytes.")
          .with("key", manifest.key())
          .with("start", start)
          .with("end", end)
          .with("size", manifest.size());
    }
    byte[] bytes = new byte[(int) (end - start)];
    copy(start, end, bytes);
    return bytes;
  }

  /** The verified content chunk by chunk, in any order and any chunk size. */
  @Override
  public int chunk(int index, ChunkBuffer into) {
    ChunkLayout layout = new ChunkLayout(into.capacity());
    int length = layout.length(index, manifest.size());
    copy(layout.offset(index), layout.offset(index) + length, into.memory());
    return length;
  }

  private void copy(long start, long end, byte[] into) {
    long offset = 0;
    for (int index = 0; index < manifest.chunks().size() && offset < end; index++) {
      int size = manifest.chunks().get(index).size();
      // Compared as long: a chunk may lie more than 2 GiB before the range.
      if (offset + size > start) {
        int from = (int) Math.max(0, start - offset);
        int to = (int) Math.min(size, end - offset);
        byte[] part = part(index, from, to - from);
        System.arraycopy(part, 0, into, (int) (offset + from - start), part.length);
      }
      offset += size;
    }
  }

  private byte[] part(int index, int offset, int length) {
    ChunkRef ref = manifest.chunks().get(index);
    Snapshot snapshot = opened.payload(ref.id()) != null ? opened : readAgain(ref);
    ChunkRow row = snapshot.chunk(ref.id());
    Payload payload = snapshot.payload(ref.id());
    if (row == null || payload == null) {
      throw damaged(index, "it is missing", null);
    }
    try {
      return session.reader().read(row, payload, offset, length);
    } catch (GranaryException failure) {
      throw failure.code() == Code.CORRUPT
          ? damaged(index, "its bytes are wrong", failure)
          : failure;
    }
  }

  /**
   * Reads a chunk that the opening left out, and in the same transaction whether the file still is
   * what it was.
   */
  private Snapshot readAgain(ChunkRef ref) {
    Snapshot now =
        session.store().read(Keys.none().row(Table.FILES, manifest.key()).payload(ref.id()));
    Row current = now.row(Table.FILES, manifest.key());
    boolean stillNamed = current != null && current.names().contains(ref.id());
    if (now.payload(ref.id()) == null && !stillNamed) {
      throw new GranaryException(
              Code.NOT_FOUND, "The file was replaced or deleted while it was being read.")
          .with("key", manifest.key())
          .with("replaced", true);
    }
    return now;
  }

  private GranaryException damaged(int index, String why, Throwable cause) {
    return new GranaryException(
            Code.CORRUPT, "Chunk " + index + " of the file is damaged: " + why + ".", cause)
        .with("key", manifest.key())
        .with("chunk", index);
  }
}
