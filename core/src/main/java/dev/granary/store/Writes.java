package dev.granary.store;

import java.util.ArrayList;
import java.util.List;

/** Lists what a transaction writes after the decision to commit. */
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

  /** Returns new chunks, and chunks that were condemned or redeemed. */
  public List<ChunkRow> chunkPuts() {
    return chunkPuts;
  }

  /** Returns the chunks to delete. */
  public List<ChunkRow> chunkDeletes() {
    return chunkDeletes;
  }

  /**
   * Returns the chunks whose bytes the store writes, at the physical ids of {@link #bytesPlaces}.
   */
  public List<NewChunk> bytesPuts() {
    return bytesPuts;
  }

  public List<Long> bytesPlaces() {
    return bytesPlaces;
  }

  /**
   * Returns the physical ids of bytes whose chunk was deleted or has other bytes now. The store
   * deletes them, unless another chunk's row has the same physical id. This happens when one of the
   * two rows is damaged.
   */
  public List<Long> bytesDeletes() {
    return bytesDeletes;
  }

  /**
   * Returns the new header, or null when a relaxed batch does not change it. A header without
   * totals says that the stored totals are no longer valid. After a bare deletion, the store must
   * not write the header.
   */
  public Header header() {
    return header;
  }

  void header(Header newHeader) {
    header = newHeader;
  }
}
