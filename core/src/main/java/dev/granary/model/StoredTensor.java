package dev.granary.model;

import dev.granary.tensor.TensorEntry;

/**
 * A tensor as the index of its model keeps it.
 *
 * @param from the offset of the tensor's first byte at the origin of its part
 * @param metadata the caller's own JSON, kept unchanged, or null
 * @param evicted whether the tensor's chunks are not kept for it any more
 */
record StoredTensor(TensorEntry entry, long from, String metadata, boolean evicted) {
  String name() {
    return entry.name();
  }

  /** Returns the offset behind the tensor's last byte in its part. */
  long end() {
    return entry.at() + entry.size();
  }

  StoredTensor evicted(boolean now) {
    return new StoredTensor(entry, from, metadata, now);
  }

  /** Returns the same tensor in another part. */
  StoredTensor inPart(int part) {
    TensorEntry moved =
        new TensorEntry(entry.name(), entry.type(), entry.shape(), part, entry.at(), entry.size());
    return new StoredTensor(moved, from, metadata, evicted);
  }
}
