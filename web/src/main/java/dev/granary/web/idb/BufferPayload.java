package dev.granary.web.idb;

import dev.granary.Pending;
import dev.granary.store.Payload;
import dev.granary.web.bridge.Bytes;
import org.teavm.jso.typedarrays.ArrayBuffer;

/** Holds a chunk whose bytes are in memory. */
final class BufferPayload implements Payload {
  private final ArrayBuffer buffer;

  BufferPayload(ArrayBuffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public int size() {
    return buffer.getByteLength();
  }

  @Override
  public Pending<byte[]> begin(int offset, int length) {
    return Pending.ready(Bytes.copy(buffer, offset, length));
  }
}
