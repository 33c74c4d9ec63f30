package dev.granary.integrity;

import java.util.List;

/**
 * What a scrub found.
 *
 * @param checkedChunks the chunks that were read, each once however many files share it
 * @param checkedBytes their logical bytes
 * @param bad what is damaged: manifests first, then chunks in the order of the keys, a shared one
 *     under each
 */
public record ScrubReport(int checkedChunks, long checkedBytes, List<Bad> bad) {
  /** Stands in place of a chunk where the file's own manifest is damaged. */
  public static final int MANIFEST = -1;

  /**
   * Something that is damaged.
   *
   * @param chunk which chunk of the file, from 0, or {@link #MANIFEST}
   * @param reason what is wrong, and why it could not be repaired if that was tried
   */
  public record Bad(String key, int chunk, String reason, boolean repaired) {}
}
