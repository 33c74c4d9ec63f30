package dev.granary.web.source;

import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.dom.Blob;
import org.teavm.jso.typedarrays.ArrayBuffer;

/** Reads a Blob or File slice by slice. */
final class BlobSource implements ChunkSource {
  private final Blob blob;
  private final SourceWait wait;

  BlobSource(Blob blob, SourceWait wait) {
    this.blob = blob;
    this.wait = wait;
  }

  @Override
  public void whileWaiting(ChunkSource.Beat beat) {
    wait.whileWaiting(beat);
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    ChunkLayout layout = new ChunkLayout(into.capacity());
    int length = layout.length(index, (long) blob.getSize());
    if (length == 0) {
      return 0;
    }
    double start = (double) layout.offset(index);
    byte[] bytes =
        Bytes.of((ArrayBuffer) wait.await(blob.slice(start, start + length).arrayBuffer()));
    if (length == into.capacity()) {
      into.replace(bytes);
    } else {
      System.arraycopy(bytes, 0, into.memory(), 0, bytes.length);
    }
    return bytes.length;
  }
}
