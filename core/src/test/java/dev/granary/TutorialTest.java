package dev.granary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.OwnedBuffers;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.file.FileWriter;
import dev.granary.file.OpenFile;
import dev.granary.file.Writers;
import dev.granary.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shows how to use the core, step by step. The first test is the README's program. */
final class TutorialTest {
  private static final int CHUNK = ChunkLayout.SMALLEST;

  private final Granary store = Granary.on(new MemoryStore()).chunkSize(CHUNK).open();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void storeAFileAndReadItBack() {
    byte[] hello = "hello".getBytes(UTF_8);
    try (Granary inMemory = Granary.inMemory()) {
      inMemory.files().put("hello.txt", hello);
      byte[] back = inMemory.files().get("hello.txt").bytes();

      assertArrayEquals(hello, back);
      assertEquals(5, inMemory.files().get("hello.txt").manifest().size());
      assertNull(inMemory.files().get("nothing"));
    }
  }

  @Test
  void goThroughAFileOfAnySizeInOneBuffer() {
    byte[] model = new byte[2 * CHUNK + 7];
    model[CHUNK] = 1;
    OpenFile file = store.files().put("model", ChunkSource.of(model));
    OwnedBuffers owned = new OwnedBuffers();
    Sha256 digest = new Sha256();
    List<Integer> lengths = new ArrayList<>();

    file.forEach(
        CHUNK,
        owned,
        (index, memory, length) -> {
          digest.update(memory, 0, length);
          lengths.add(length);
        });

    assertEquals(file.manifest().sha256(), Hex.encode(digest.digest()));
    assertEquals(List.of(CHUNK, CHUNK, 7), lengths);
    assertEquals(1, owned.peak());
    assertEquals(0, owned.count());
  }

  @Test
  void anOpenFileStaysAsItWas() {
    store.files().put("k", "old".getBytes(UTF_8));
    OpenFile old = store.files().get("k");

    store.files().put("k", "new".getBytes(UTF_8));
    store.files().delete("k");
    store.session().sweep().run(0);

    assertArrayEquals("old".getBytes(UTF_8), old.bytes());
    assertFalse(store.files().has("k"));
  }

  @Test
  void aBrokenWriteIsResumedWhereItStopped() {
    byte[] model = new byte[3 * CHUNK + 1];
    ChunkSource whole = ChunkSource.of(model);
    ChunkSource breaking =
        (index, into) -> {
          if (index == 2) {
            throw new GranaryException(GranaryException.Code.NETWORK, "The connection broke.");
          }
          return whole.chunk(index, into);
        };
    Writers writers = new Writers(store.session());
    FileSpec spec = new FileSpec("", model.length, null, false, null);
    Origin origin = new Origin("https://example.org/model", "\"etag\"");
    FileWriter first = writers.begin("model", spec, origin, true, Cancel.NEVER);
    assertThrows(
        GranaryException.class,
        () -> first.write(breaking, Cancel.NEVER, FileWriter.Progress.NONE));
    assertFalse(store.files().has("model"));

    FileWriter second = writers.resume("model");
    assertEquals(2L * CHUNK, second.watermark());
    FileManifest manifest = second.write(whole, Cancel.NEVER, FileWriter.Progress.NONE);

    assertEquals(model.length, manifest.size());
    assertTrue(store.files().has("model"));
  }
}
