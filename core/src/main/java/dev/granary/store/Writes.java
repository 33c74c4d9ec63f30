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

  /** Chunks that go, with the bytes at their physical ids. */
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

  /** The physical ids of damaged bytes whose chunks have others now. */
  public List<Long> bytesDeletes() {
    return bytesDeletes;
  }

  /**
   * The new header, or null when a relaxed batch leaves it alone. One without totals is behind a
   * bare deletion, which must not write it: it says that the stored totals are true no longer.
   */
  public Header header() {
    return header;
  }

  void header(Header newHeader) {
    header = newHeader;
  }
}
