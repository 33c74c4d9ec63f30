package dev.granary.model;

import dev.granary.catalog.ModelManifest;

/**
 * Describes a model without opening it.
 *
 * @param lastAccessed when the model was last opened, or else stored, in milliseconds since 1970
 */
public record ModelInfo(ModelManifest manifest, long lastAccessed) {}
