package dev.granary.model;

import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.file.ContentReading;
import dev.granary.file.OpenFile;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;

/** Supplies tensors from open files, in the order in which they lie there. */
final class AlignedFiles implements TensorSource {
  private final List<OpenFile> files;
  private final List<TensorEntry> tensors;
  private int next;

  AlignedFiles(List<OpenFile> files, List<TensorEntry> entries) {
    this.files = files;
    tensors = new ArrayList<>(entries);
    tensors.sort(
        (one, other) ->
            one.part() != other.part()
                ? Integer.compare(one.part(), other.part())
                : Long.compare(one.at(), other.at()));
  }

  @Override
  public TensorSpec next() {
    if (next == tensors.size()) {
      return null;
    }
    TensorEntry tensor = tensors.get(next++);
    return new TensorSpec(tensor.name(), tensor.type(), tensor.shape(), null);
  }

  private TensorEntry current() {
    return tensors.get(next - 1);
  }

  private OpenFile file() {
    return files.get(current().part());
  }

  @Override
  public ByteSource data() {
    return new Pieces(file().read(current().at(), current().at() + current().size()));
  }

  @Override
  public Origin origin() {
    return file().manifest().origin();
  }

  @Override
  public long from() {
    return current().at();
  }

  /** Supplies the pieces of a reading. */
  private static final class Pieces implements ByteSource {
    private final ContentReading reading;
    private byte[] piece = new byte[0];
    private int used;

    Pieces(ContentReading reading) {
      this.reading = reading;
    }

    @Override
    public int read(ChunkBuffer into, int offset, int length) {
      if (used == piece.length) {
        piece = reading.next();
        used = 0;
        if (piece == null) {
          piece = new byte[0];
          return -1;
        }
      }
      int part = Math.min(length, piece.length - used);
      System.arraycopy(piece, used, into.memory(), offset, part);
      used += part;
      return part;
    }

    @Override
    public void close() {
      reading.close();
    }
  }
}
