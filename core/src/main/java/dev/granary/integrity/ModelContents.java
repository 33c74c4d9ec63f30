package dev.granary.integrity;

import dev.granary.store.Row;

/** Reads the rows of models for a scrub, which does not know them itself. */
public interface ModelContents {
  /** Reads the row that names the chunks of a model; CORRUPT when it is damaged. May suspend. */
  ScrubbedContent contentOf(Row tensors);
}
