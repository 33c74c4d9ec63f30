package dev.granary.store;

import dev.granary.Pending;

/**
 * The stored bytes of one chunk, as a handle: nothing is read until {@link #begin} asks for it.
 * Where the store's form is lazy a handle stays good whatever happens to the chunk afterwards.
 */
public interface Payload {
  int size();

  /** Starts to read some of the bytes; gives a copy, which is the caller's own. */
  Pending<byte[]> begin(int offset, int length);
}
