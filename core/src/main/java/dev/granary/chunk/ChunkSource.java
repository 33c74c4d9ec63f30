package dev.granary.chunk;

/**
 * Supplies content chunk by chunk. Granary takes in and gives out everything that may be larger
 * than memory in this form, so the whole content is never in memory.
 */
public interface ChunkSource {
  /**
   * Fills the buffer with one chunk, from the start of the buffer. May suspend, and may replace the
   * buffer's memory. Callers ask for chunks in order; a source that allows any order says so.
   *
   * @return the chunk's bytes: the buffer's capacity for every chunk except the last, zero after
   *     the last. A shorter chunk ends the file, so do not return the result of a single read:
   *     {@link #of(ByteSource)} fills chunks from pieces
   */
  int chunk(int index, ChunkBuffer into);

  /**
   * Returns whether a shorter chunk is the last one. Of a source that cuts its chunks where it
   * wants, only a chunk of zero bytes ends the content.
   */
  default boolean endsWithShortChunk() {
    return true;
  }

  /**
   * Runs at least every {@link Beat#PATIENCE} milliseconds while a source keeps its caller waiting.
   * May suspend. When a beat fails, the waiting read fails too.
   */
  interface Beat {
    /** The longest time between two beats, in milliseconds. */
    int PATIENCE = 20_000;

    void beat();
  }

  /** Sets what the source calls while it waits. A source that never takes long may ignore it. */
  default void whileWaiting(Beat beat) {}

  /** Releases the resources behind the source. Called once, also after a failure. */
  default void close() {}

  /** Receives one chunk. The visitor may use the memory until it returns. */
  interface Visitor {
    void visit(int index, byte[] memory, int length);
  }

  /** Passes every chunk to the visitor in order, through one buffer, and closes the source. */
  default void forEach(int chunkSize, OwnedBuffers owned, Visitor visitor) {
    ChunkBuffer buffer = null;
    try {
      buffer = owned.take(new ChunkLayout(chunkSize).chunkSize());
      int length = chunkSize;
      for (int index = 0; length == chunkSize; index++) {
        length = chunk(index, buffer);
        if (length > 0) {
          visitor.visit(index, buffer.memory(), length);
        }
      }
    } finally {
      owned.release(buffer == null ? 0 : 1);
      close();
    }
  }

  /**
   * Cuts a stream of pieces of any size into chunks. The stream starts at the first chunk that the
   * caller asks for.
   */
  static ChunkSource of(ByteSource bytes) {
    return new ChunkSource() {
      private Beat beat = () -> {};

      @Override
      public void whileWaiting(Beat given) {
        beat = given;
        bytes.whileWaiting(given);
      }

      @Override
      public int chunk(int index, ChunkBuffer into) {
        int filled = 0;
        while (filled < into.capacity()) {
          int read = bytes.read(into, filled, into.capacity() - filled);
          if (read < 0) {
            break;
          }
          filled += read;
          beat.beat();
        }
        return filled;
      }

      @Override
      public void close() {
        bytes.close();
      }
    };
  }

  /** Supplies content that is already in memory. */
  static ChunkSource of(byte[] content) {
    return (index, into) -> {
      long offset = new ChunkLayout(into.capacity()).offset(index);
      int length = new ChunkLayout(into.capacity()).length(index, content.length);
      if (length > 0) {
        System.arraycopy(content, (int) offset, into.memory(), 0, length);
      }
      return length;
    };
  }
}
