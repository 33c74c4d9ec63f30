package dev.granary.download;

import dev.granary.Delay;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;

/** Supplies a body slowly: each read takes a second. */
record SlowBody(ByteSource body, Delay delay) implements ByteSource {
  @Override
  public int read(ChunkBuffer into, int offset, int length) {
    delay.pass(1000);
    return body.read(into, offset, length);
  }

  @Override
  public void close() {
    body.close();
  }
}
