package dev.granary.store;

import java.util.ArrayList;
import java.util.List;

/** What a transaction writes once it has been decided. */
public final class Writes {
  private final List<Row> rowPuts = new ArrayList<>();
  private final List<RowKey> rowDeletes = new ArrayList<>();
  private final List<ChunkRow> chunkPuts = new ArrayList<>();
  private final List<ChunkRow> chunkDeletes = new ArrayList<>();
  private final List<NewChunk> bytesPuts = new ArrayList<>();
  private final List<Long> bytesPlaces = new ArrayList<>();
  private final List<Long> bytesDeletes = new ArrayList<>();
  private Header header;

  public List<Row> rowPuts() {
    return rowPuts;
  }

  public List<RowKey> rowDeletes() {
    return rowDeletes;
  }

  /** New chunks, and chunks that were condemned or redeemed. */
  public List<ChunkRow> chunkPuts() {
    return chunkPuts;
  }

  /** Chunks that go. */
  public List<ChunkRow> chunkDeletes() {
    return chunkDeletes;
  }

  /** Chunks whose bytes are written, at the physical ids of {@link #bytesPlaces}. */
  public List<NewChunk> bytesPuts() {
    return bytesPuts;
  }

  public List<Long> bytesPlaces() {
    return bytesPlaces;
  }

  /**
   * The physical ids of bytes whose chunks have gone, or have others now. They go unless a damaged
   * row of another chunk claims them, or this one's was damaged and they are another's.
   */
  public List<Long> bytesDeletes() {
    return bytesDeletes;
  }

  /**
   * The new header, or null when a relaxed batch leaves it alone. One without totals says that the
   * stored ones are true no longer; behind a bare deletion, it must not be written.
   */
  public Header header() {
    return header;
  }

  void header(Header newHeader) {
    header = newHeader;
  }
}
