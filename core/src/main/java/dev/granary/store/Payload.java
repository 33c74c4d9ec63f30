package dev.granary.store;

import dev.granary.Pending;

/**
 * Refers to the stored bytes of one chunk. The store reads nothing until {@link #begin}. Where the
 * store's form is lazy, a payload stays valid after its chunk is deleted.
 */
public interface Payload {
  int size();

  /** Starts to read a part of the bytes; gives a copy, which belongs to the caller. */
  Pending<byte[]> begin(int offset, int length);
}
