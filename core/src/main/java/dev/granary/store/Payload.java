package dev.granary.store;

/**
 * The stored bytes of one chunk, as a handle: nothing is read until {@link #read} asks for it.
 * Where the store's form is lazy a handle stays good whatever happens to the chunk afterwards.
 */
public interface Payload {
  int size();

  /** A copy of some of the bytes, which is the caller's own. May suspend. */
  byte[] read(int offset, int length);
}
