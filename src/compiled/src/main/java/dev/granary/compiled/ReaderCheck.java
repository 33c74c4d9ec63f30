package dev.granary.compiled;

import dev.granary.Pending;
import dev.granary.chunk.ChunkReader;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Crc32c;
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.store.ChunkRow;
import dev.granary.store.NewChunk;
import dev.granary.store.Payload;
import java.util.Arrays;

/**
 * Checks how a reader reports a chunk that is damaged in its second block, and a truncated chunk.
 */
final class ReaderCheck implements Check {
  @Override
  public void run(Report report) {
    byte[] bytes = Sample.bytes(Crc32c.BLOCK + 2);
    int[] crcs = Crc32c.ofBlocks(bytes, 0, bytes.length);
    ChunkRow row = new ChunkRow("id", 1, bytes.length, bytes.length, NewChunk.IDENTITY, crcs, 0);
    bytes[Crc32c.BLOCK] ^= 1;
    for (Verify verify : Verify.values()) {
      ChunkReader reader = new ChunkReader(verify, Digests.JAVA);
      String name = "reader." + verify.name();
      for (int offset : new int[] {0, 1, Crc32c.BLOCK - 1, Crc32c.BLOCK + 1}) {
        report.attempt(
            name + "." + offset,
            () -> Hex.encode(reader.begin(row, stored(bytes), offset, 1).join()));
      }
      byte[] start = Arrays.copyOf(bytes, Crc32c.BLOCK);
      report.attempt(
          name + ".short", () -> Hex.encode(reader.begin(row, stored(start), 0, 1).join()));
    }
  }

  private static Payload stored(byte[] bytes) {
    return new Payload() {
      @Override
      public int size() {
        return bytes.length;
      }

      @Override
      public Pending<byte[]> begin(int offset, int length) {
        return Pending.ready(Arrays.copyOfRange(bytes, offset, offset + length));
      }
    };
  }
}
