package dev.granary.web.api;

import dev.granary.chunk.RandomAccess;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Promises;

/**
 * Reads an open file through its handle in JavaScript. A chunk of the program cannot get the file
 * itself: TeaVM loses the type of a Java object that has been through JavaScript.
 */
final class HandleAccess implements RandomAccess {
  private final CoreFile file;
  private final long size;

  HandleAccess(CoreFile file, long size) {
    this.file = file;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long at, int length) {
    RandomAccess.expectInside(at, length, size);
    byte[] bytes = new byte[length];
    Bytes.copyView(Promises.await(file.bytes(at, (double) at + length)), 0, bytes, 0, length);
    return bytes;
  }
}
