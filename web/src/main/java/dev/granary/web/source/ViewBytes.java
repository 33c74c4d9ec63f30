package dev.granary.web.source;

import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.web.bridge.Bytes;
import org.teavm.jso.JSObject;

/** Reads bytes that lie in the caller's memory, from their start to their end. */
final class ViewBytes implements ByteSource {
  private final JSObject view;
  private final double size;
  private double at;

  ViewBytes(JSObject view, double size) {
    this.view = view;
    this.size = size;
  }

  @Override
  public int read(ChunkBuffer into, int offset, int length) {
    int part = (int) Math.min(length, size - at);
    if (part == 0) {
      return -1;
    }
    try {
      Bytes.copyView(view, at, into.memory(), offset, part);
    } catch (RuntimeException detached) {
      throw SourceWait.failed(detached);
    }
    at += part;
    return part;
  }
}
