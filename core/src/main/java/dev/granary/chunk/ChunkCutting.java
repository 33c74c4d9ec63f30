package dev.granary.chunk;

import dev.granary.catalog.Journal;

/** Says where the chunks of a file end, for files that are cut at their tensors. */
public interface ChunkCutting {
  /**
   * Makes a source of the same bytes, which ends its chunks elsewhere. May suspend.
   *
   * @param begun the journal of the file; the source supplies the bytes after its watermark
   * @param source the bytes in full chunks; the result closes it
   */
  ChunkSource cut(Journal begun, ChunkSource source);
}
