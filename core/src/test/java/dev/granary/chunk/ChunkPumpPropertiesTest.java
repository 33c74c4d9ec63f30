package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.granary.Cancel;
import dev.granary.Pending;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkPump.Start;
import dev.granary.digest.Digests;
import dev.granary.store.Batch;
import dev.granary.store.ChunkRow;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the pieces of a stream and the point of a resume make no difference. The chunks,
 * checksums and digests are always those that the platform's own classes compute.
 */
final class ChunkPumpPropertiesTest {
  private static final int BLOCK = 64 * 1024;

  @Property(tries = 300)
  void anySplittingGivesTheSameChunks(
      @ForAll long seed,
      @ForAll @IntRange(max = 900) int size,
      @ForAll @IntRange(min = 1, max = 200) int chunkSize,
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 300) Integer> pieces,
      @ForAll boolean promised) {
    check(content(seed, Math.min(size, 9 * chunkSize)), chunkSize, pieces, promised);
  }

  @Property(tries = 25)
  void anySplittingOfLargeChunksGivesTheSameChunks(
      @ForAll long seed,
      @ForAll @IntRange(max = 500_000) int size,
      @ForAll @IntRange(min = 30_000, max = 200_000) int chunkSize,
      @ForAll @Size(max = 4) List<@IntRange(min = 1000, max = 200_000) Integer> pieces,
      @ForAll boolean promised) {
    check(content(seed, size), chunkSize, pieces, promised);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK})
  void sizesAtTheEdgesOfChunks(int chunkSize) {
    int[] sizes = {0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize, 3 * chunkSize + 1};
    for (int size : sizes) {
      for (boolean promised : new boolean[] {false, true}) {
        check(content(size, size), chunkSize, List.of(), promised);
        check(content(size, size), chunkSize, List.of(977, 1, 60_000), promised);
      }
    }
  }

  private static void check(byte[] content, int chunkSize, List<Integer> pieces, boolean promised) {
    List<String> ids = new ArrayList<>();
    for (int at = 0; at < content.length; at += chunkSize) {
      ids.add(sha256(Arrays.copyOfRange(content, at, Math.min(content.length, at + chunkSize))));
    }
    long promise = promised ? content.length : FileSpec.UNKNOWN;

    // The whole stream at once.
    Sink sink = new Sink(chunkSize);
    Pumped pumped = pump(chunkSize, new PieceSource(content, pieces), sink, Start.FIRST, promise);
    assertEquals(content.length, pumped.size());
    assertEquals(sha256(content), pumped.sha256());
    assertEquals(ids, sink.ids());
    for (int i = 0; i < ids.size(); i++) {
      sink.checkStored(ids.get(i), content, i * chunkSize);
    }

    // Resumed after every chunk, from the journal at that point.
    for (String saved : sink.journals) {
      Journal journal = Journal.decode("k", 0, saved);
      int chunks = journal.chunks().size();
      Start start =
          new Start(
              chunks,
              journal.watermark(),
              journal.digestState(),
              chunks == 1 ? journal.chunks().get(0).id() : null,
              false);
      Sink rest = new Sink(chunkSize);
      ByteSource source = new PieceSource(content, pieces).from(journal.watermark());
      Pumped resumed = pump(chunkSize, source, rest, start, promise);
      assertEquals(pumped, resumed, "resumed after chunk " + chunks);
      assertEquals(ids.subList(chunks, ids.size()), rest.ids());
    }
  }

  private static Pumped pump(
      int chunkSize, ByteSource source, ChunkSink sink, Start start, long promise) {
    return new ChunkPump(
            chunkSize, Digests.JAVA, new OwnedBuffers(), Cancel.NEVER, start, true, null)
        .run(ChunkSource.of(source), sink, "k", new FileSpec("", promise, null, null, null));
  }

  private static byte[] content(long seed, int size) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * Keeps chunks in a store, because only a stored chunk shows its checksums, and keeps a journal.
   */
  private static final class Sink implements ChunkSink {
    private final MemoryStore store = new MemoryStore();
    private final List<String> journals = new ArrayList<>();
    private Journal journal;

    Sink(int chunkSize) {
      journal = new Journal("k", 0, "me", 1, 1, true, null, FileSpec.ANY, chunkSize, List.of(), "");
    }

    @Override
    public Pending<Void> begin(HashedChunk chunk) {
      String id = chunk.chunk().id();
      String key = "row " + journal.chunks().size();
      Row row = new Row(Table.JOURNALS, key, Row.UNSTAMPED, 0, List.of(id), "");
      store.commit(Batch.of(Step.FILE_CHUNK, 1).have(chunk.chunk()).put(row).build());
      journal = journal.withChunk(chunk.ref(), chunk.digestState(), 1);
      journals.add(journal.encode());
      return Pending.ready(null);
    }

    List<String> ids() {
      return journal.chunks().stream().map(ChunkRef::id).toList();
    }

    void checkStored(String id, byte[] content, int from) {
      ChunkRow chunk = store.read(Keys.none().payload(id)).chunk(id);
      assertNotNull(chunk);
      assertEquals((chunk.size() + BLOCK - 1) / BLOCK, chunk.blocks());
      for (int block = 0; block < chunk.blocks(); block++) {
        CRC32C crc = new CRC32C();
        int at = block * BLOCK;
        crc.update(content, from + at, Math.min(BLOCK, chunk.size() - at));
        assertEquals((int) crc.getValue(), chunk.crc(block));
      }
    }
  }
}
