package dev.granary.demo;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;

/**
 * A model file that is made up while it is read: the same bytes each time, and never all at once.
 */
final class GeneratedModel implements ChunkSource {
  private final long size;
  private final int failAtChunk;
  private int chunksGiven;

  GeneratedModel(long size) {
    this(size, -1);
  }

  /** The same model over a line that breaks before one of its chunks. */
  GeneratedModel(long size, int failAtChunk) {
    this.size = size;
    this.failAtChunk = failAtChunk;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    if (index == failAtChunk) {
      throw new GranaryException(Code.NETWORK, "The line broke before chunk " + index + ".");
    }
    int length = new ChunkLayout(into.capacity()).length(index, size);
    byte[] memory = into.memory();
    int state = index * 0x9E3779B9 + 1;
    for (int i = 0; i < length; i++) {
      state = state * 1664525 + 1013904223;
      memory[i] = (byte) (state >>> 24);
    }
    chunksGiven += length > 0 ? 1 : 0;
    return length;
  }

  /** How many chunks were asked for: what a download would have transferred. */
  int chunksGiven() {
    return chunksGiven;
  }
}
