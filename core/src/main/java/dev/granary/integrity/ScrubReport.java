package dev.granary.integrity;

import java.util.List;

/**
 * Reports what a scrub found.
 *
 * @param checkedChunks the number of chunks that were read, each once however many files share it
 * @param checkedBytes the logical bytes of these chunks
 * @param bad the damaged items: manifests first, then the chunks of files in the order of the keys,
 *     then those of models; a shared chunk under each key
 */
public record ScrubReport(int checkedChunks, long checkedBytes, List<Bad> bad) {
  /** Stands in place of a chunk when the manifest of the file or the model is damaged. */
  public static final int MANIFEST = -1;

  /**
   * A damaged chunk or manifest.
   *
   * @param tensor the first tensor that lies in the chunk, or null where the key is a file's
   * @param chunk the index of the chunk in the file or the model, from 0, or {@link #MANIFEST}
   * @param reason what is wrong, and why a repair failed if one was tried
   */
  public record Bad(String key, String tensor, int chunk, String reason, boolean repaired) {}
}
