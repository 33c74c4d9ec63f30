package dev.granary.chunk;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A mapped file of the JVM as random access, of at most 2 GiB. */
public final class MappedAccess implements RandomAccess {
  private final MappedByteBuffer mapped;

  public MappedAccess(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      mapped = channel.map(MapMode.READ_ONLY, 0, channel.size());
    }
  }

  @Override
  public long size() {
    return mapped.capacity();
  }

  @Override
  public byte[] read(long at, int length) {
    RandomAccess.expectInside(at, length, size());
    byte[] bytes = new byte[length];
    mapped.get((int) at, bytes);
    return bytes;
  }
}
