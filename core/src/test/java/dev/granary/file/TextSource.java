package dev.granary.file;

import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Supplies a text chunk by chunk. It records the requested chunks and fails on request. */
final class TextSource implements ChunkSource {
  final List<Integer> asked = new ArrayList<>();
  int closed;
  private final ChunkSource content;
  private RuntimeException failure;
  private int failsAt = -1;
  private Beat beat = () -> {};
  private Runnable waits;

  TextSource(String content) {
    this.content = ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
  }

  /** Fails when this chunk is requested. */
  TextSource failingAt(int index, RuntimeException error) {
    failsAt = index;
    failure = error;
    return this;
  }

  /** Keeps the caller waiting: runs {@code meanwhile}, then the beat. */
  TextSource slowly(Runnable meanwhile) {
    waits = meanwhile;
    return this;
  }

  @Override
  public void whileWaiting(Beat given) {
    beat = given;
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    asked.add(index);
    if (waits != null) {
      waits.run();
      beat.beat();
    }
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
