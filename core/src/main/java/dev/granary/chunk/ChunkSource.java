package dev.granary.chunk;

/**
 * Content by the chunk: the one shape in which Granary takes in and gives out anything that may be
 * larger than memory. Nobody ever holds the whole of it.
 */
public interface ChunkSource {
  /**
   * Fills the buffer with one chunk, from the buffer's start. May suspend, and may replace the
   * buffer's memory. Chunks are asked for in their order; a source that can do more says so.
   *
   * @return the chunk's bytes: the buffer's capacity for every chunk but the last, zero behind the
   *     last. A shorter chunk ends the file, so do not return what a single read gave: {@link
   *     #of(ByteSource)} fills chunks from pieces
   */
  int chunk(int index, ChunkBuffer into);

  /**
   * What is to be done at least every {@link Beat#PATIENCE} while a source keeps its caller
   * waiting. May suspend; when it fails, so does the chunk that is waited for.
   */
  interface Beat {
    /** In milliseconds. */
    int PATIENCE = 20_000;

    void beat();
  }

  /** Says what to do meanwhile. A source that never takes long needs not do it. */
  default void whileWaiting(Beat beat) {}

  /** Lets go of what is behind the source. Called once, also after a failure. */
  default void close() {}

  /** Looks at one chunk; the memory is its own until it returns. */
  interface Visitor {
    void visit(int index, byte[] memory, int length);
  }

  /** Gives every chunk in turn, through one buffer, and closes the source. */
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
   * Cuts a stream into chunks, however its pieces fall; it begins at the first chunk that is asked
   * for.
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

  /** Content that lies in memory already. */
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
