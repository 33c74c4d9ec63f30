package dev.granary.chunk.codec;

import dev.granary.Pending;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compresses with the JVM's own classes. */
public final class ZipDeflate implements Deflate {
  @Override
  public Pending<byte[]> compress(byte[] bytes, int length, int limit) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(bytes, 0, length);
    deflater.finish();
    byte[] compressed = new byte[limit + 1];
    int size = deflater.deflate(compressed);
    deflater.end();
    return Pending.ready(size > limit ? null : Arrays.copyOf(compressed, size));
  }

  @Override
  public Pending<byte[]> expand(byte[] compressed, int limit) {
    Inflater inflater = new Inflater(true);
    inflater.setInput(compressed);
    byte[] expanded = new byte[limit + 1];
    try {
      int size = inflater.inflate(expanded);
      boolean right = inflater.finished() && size <= limit;
      return Pending.ready(right ? Arrays.copyOf(expanded, size) : null);
    } catch (DataFormatException damaged) {
      return Pending.ready(null);
    } finally {
      inflater.end();
    }
  }
}
