package dev.granary.model;

import dev.granary.tensor.TensorEntry;

/**
 * Describes a tensor of an open model.
 *
 * @param createdAt when the tensor was stored, in milliseconds since 1970
 * @param lastAccessed when the tensor was last read before the model was opened, or else stored
 * @param metadata the caller's own JSON, or null
 */
public record TensorInfo(TensorEntry entry, long createdAt, long lastAccessed, String metadata) {}
