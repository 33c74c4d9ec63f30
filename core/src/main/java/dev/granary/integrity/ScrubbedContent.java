package dev.granary.integrity;

import dev.granary.catalog.ChunkRef;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.store.Row;
import java.util.List;

/** What a scrub reads again: the chunks that one row names. */
public interface ScrubbedContent {
  /** Returns the row, as it was when the scrub began. */
  Row row();

  /** Returns the chunks in order. */
  List<ChunkRef> chunks();

  /** Returns the first tensor that lies in a chunk, or null where the content is a file. */
  String tensorAt(int index);

  /**
   * Fetches a chunk again from where it came from. May suspend, and may replace the buffer's
   * memory. The caller checks the bytes.
   *
   * @return null when the chunk was fetched, else the reason why it was not
   */
  String fetchChunk(int index, ChunkBuffer into);
}
