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
import dev.granary.digest.Digests;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.Writers;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows how to use the core, step by step. The first test is the README's program. */
final class TutorialTest {
  private final Session session =
      Session.open(
          new MemoryStore(),
          System::currentTimeMillis,
          Owners.byLease(System::currentTimeMillis),
          "me",
          Digests.JAVA,
          ChunkLayout.of(ChunkLayout.SMALLEST));

  private final Files files = new Files(session);

  @Test
  void storeAFileAndReadItBack() {
    files.put("hello.txt", ChunkSource.of("hello".getBytes(UTF_8)), FileSpec.ANY, Cancel.NEVER);

    OpenFile file = files.open("hello.txt");
    byte[] bytes = file.bytes(0, file.manifest().size());

    assertArrayEquals("hello".getBytes(UTF_8), bytes);
    assertEquals(5, file.manifest().size());
    assertNull(files.open("nothing"));
  }

  @Test
  void goThroughAFileOfAnySizeInOneBuffer() {
    byte[] model = new byte[2 * ChunkLayout.SMALLEST + 7];
    model[ChunkLayout.SMALLEST] = 1;
    files.put("model", ChunkSource.of(model), FileSpec.ANY, Cancel.NEVER);
    OwnedBuffers owned = new OwnedBuffers();
    Sha256 digest = new Sha256();
    List<Integer> lengths = new ArrayList<>();

    OpenFile file = files.open("model");
    file.forEach(
        ChunkLayout.SMALLEST,
        owned,
        (index, memory, length) -> {
          digest.update(memory, 0, length);
          lengths.add(length);
        });

    assertEquals(file.manifest().sha256(), Hex.encode(digest.digest()));
    assertEquals(List.of(ChunkLayout.SMALLEST, ChunkLayout.SMALLEST, 7), lengths);
    assertEquals(1, owned.peak());
    assertEquals(0, owned.count());
  }

  @Test
  void anOpenFileStaysAsItWas() {
    files.put("k", ChunkSource.of("old".getBytes(UTF_8)), FileSpec.ANY, Cancel.NEVER);
    OpenFile old = files.open("k");

    files.put("k", ChunkSource.of("new".getBytes(UTF_8)), FileSpec.ANY, Cancel.NEVER);
    files.delete("k");
    session.sweep().run(0);

    assertArrayEquals("old".getBytes(UTF_8), old.bytes(0, 3));
    assertFalse(files.has("k"));
  }

  @Test
  void aBrokenWriteIsResumedWhereItStopped() {
    byte[] model = new byte[3 * ChunkLayout.SMALLEST + 1];
    ChunkSource whole = ChunkSource.of(model);
    ChunkSource breaking =
        (index, into) -> {
          if (index == 2) {
            throw new GranaryException(GranaryException.Code.NETWORK, "The connection broke.");
          }
          return whole.chunk(index, into);
        };
    FileSpec spec = new FileSpec("", model.length, null, false, null);
    Origin origin = new Origin("https://example.org/model", "\"etag\"");
    FileWriter first = new Writers(session).begin("model", spec, origin, true, Cancel.NEVER);
    assertThrows(
        GranaryException.class,
        () -> first.write(breaking, Cancel.NEVER, FileWriter.Progress.NONE));
    assertFalse(files.has("model"));

    FileWriter second = new Writers(session).resume("model");
    assertEquals(2L * ChunkLayout.SMALLEST, second.watermark());
    FileManifest manifest = second.write(whole, Cancel.NEVER, FileWriter.Progress.NONE);

    assertEquals(model.length, manifest.size());
    assertTrue(files.has("model"));
  }
}
