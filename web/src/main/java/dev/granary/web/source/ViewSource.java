package dev.granary.web.source;

import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.web.bridge.Bytes;
import org.teavm.jso.JSObject;

/**
 * Reads bytes that lie in the caller's memory. If the caller changes the memory meanwhile, the
 * store keeps what it reads.
 */
final class ViewSource implements ChunkSource {
  private final JSObject view;
  private final long size;

  ViewSource(JSObject view, long size) {
    this.view = view;
    this.size = size;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    ChunkLayout layout = new ChunkLayout(into.capacity());
    int length = layout.length(index, size);
    if (length > 0) {
      try {
        Bytes.copyView(view, layout.offset(index), into.memory(), 0, length);
      } catch (RuntimeException detached) {
        throw SourceWait.failed(detached);
      }
    }
    return length;
  }
}
