package dev.granary.model;

import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
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
    return new Range(file(), current());
  }

  @Override
  public Origin origin() {
    return file().manifest().origin();
  }

  @Override
  public long from() {
    return current().at();
  }

  /**
   * Supplies the bytes of a tensor. Reads no piece ahead, so that closing it waits for nothing:
   * compiled to JavaScript, all methods {@code close} suspend together.
   */
  private static final class Range implements ByteSource {
    private final OpenFile file;
    private final long end;
    private long at;

    Range(OpenFile file, TensorEntry tensor) {
      this.file = file;
      at = tensor.at();
      end = tensor.at() + tensor.size();
    }

    @Override
    public int read(ChunkBuffer into, int offset, int length) {
      int part = (int) Math.min(length, end - at);
      if (part == 0) {
        return -1;
      }
      System.arraycopy(file.bytes(at, at + part), 0, into.memory(), offset, part);
      at += part;
      return part;
    }
  }
}
