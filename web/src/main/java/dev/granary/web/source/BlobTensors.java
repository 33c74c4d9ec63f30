package dev.granary.web.source;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.RandomAccess;
import dev.granary.format.FileSet;
import dev.granary.format.Formats;
import dev.granary.format.Header;
import dev.granary.model.FileImport;
import dev.granary.model.TensorSource;
import dev.granary.model.TensorSpec;
import dev.granary.tensor.TensorEntry;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.dom.Blob;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.typedarrays.ArrayBuffer;

/** Supplies the tensors of a Blob in one of the formats that people publish. */
public final class BlobTensors implements TensorSource {
  private final Blob blob;
  private final Task task;

  /** Null until the header is read. */
  private List<TensorEntry> entries;

  private int next;

  public BlobTensors(Blob blob, Task task) {
    this.blob = blob;
    this.task = task;
  }

  @Override
  public TensorSpec next() {
    if (entries == null) {
      entries = read();
    }
    if (next == entries.size()) {
      return null;
    }
    TensorEntry entry = entries.get(next++);
    return new TensorSpec(entry.name(), entry.type(), entry.shape(), null);
  }

  private List<TensorEntry> read() {
    Header header = Formats.read(new Access(), nameOf(blob));
    if (!header.others().isEmpty()) {
      throw new GranaryException(
              Code.INVALID,
              "The model has tensors in other files, such as \""
                  + header.others().get(0)
                  + "\": store all files, and import the stored files.")
          .with("location", header.others().get(0));
    }
    FileSet.expectWhole(header);
    FileImport.expectLittleEndian(header);
    return header.tensors();
  }

  @Override
  public ByteSource data() {
    TensorEntry entry = entries.get(next - 1);
    Blob part = blob.slice((double) entry.at(), (double) entry.at() + entry.size());
    return Sources.tensor(part, task);
  }

  /** Returns the name of a File; a Blob has none. */
  @JSBody(params = "blob", script = "return typeof blob.name === 'string' ? blob.name : '';")
  private static native String nameOf(Blob blob);

  /** Reads any range of the Blob. */
  private final class Access implements RandomAccess {
    private final SourceWait wait = new SourceWait(task);

    @Override
    public long size() {
      return (long) blob.getSize();
    }

    @Override
    public byte[] read(long at, int length) {
      RandomAccess.expectInside(at, length, size());
      Blob part = blob.slice((double) at, (double) at + length);
      return Bytes.of((ArrayBuffer) wait.await(part.arrayBuffer()));
    }
  }
}
