package dev.granary.file;

import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A text by the chunk, which notes what it is asked for, and fails when it is told to. */
final class TextSource implements ChunkSource {
  final List<Integer> asked = new ArrayList<>();
  int closed;
  private final ChunkSource content;
  private RuntimeException failure;
  private int failsAt = -1;

  TextSource(String content) {
    this.content = ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
  }

  /** Fails when it is asked for this chunk. */
  TextSource failingAt(int index, RuntimeException error) {
    failsAt = index;
    failure = error;
    return this;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    asked.add(index);
    if (index == failsAt) {
      throw failure;
    }
    return content.chunk(index, into);
  }

  @Override
  public void close() {
    closed++;
  }
}
