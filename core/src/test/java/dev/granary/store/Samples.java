package dev.granary.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.digest.Crc32c;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes small things to store. */
public final class Samples {
  public static final long NOW = 1_800_000_000_000L;

  private Samples() {}

  public static NewChunk chunk(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] crcs = Crc32c.ofBlocks(bytes, 0, bytes.length);
    return new NewChunk(id(text), bytes.length, crcs, bytes);
  }

  public static String id(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Hex.encode(Sha256.of(bytes, 0, bytes.length));
  }

  /** Makes a row that names the chunks of these texts. */
  public static Row row(Table table, String key, String... chunks) {
    List<String> ids = List.of(chunks).stream().map(Samples::id).toList();
    return new Row(table, key, Row.UNSTAMPED, 10, ids, "of " + key);
  }

  /** Makes a batch that puts a file and stores the chunks it names. */
  public static Batch.Builder file(String key, String... chunks) {
    Batch.Builder batch = Batch.of(Step.FILE_CHUNK, NOW).put(row(Table.FILES, key, chunks));
    for (String chunk : chunks) {
      batch.have(chunk(chunk));
    }
    return batch;
  }

  /** Makes the row of a time of last use. */
  public static Row access(String key, long time) {
    return new Row(Table.ACCESS, key, Row.UNSTAMPED, 0, List.of(), Long.toString(time));
  }

  public static Batch.Builder batch(long now) {
    return Batch.of(Step.FILE_DELETE, now);
  }

  public static void assertTotalsEqualARecount(GlassStore store) {
    assertEquals(store.recount().toString(), store.totals().toString());
    assertEquals(store.chunks().size(), store.bytesCount());
  }
}
