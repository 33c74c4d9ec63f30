package dev.granary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException.Code;
import dev.granary.TaskLoop.Call;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.FileWriter;
import dev.granary.file.OpenFile;
import dev.granary.model.ModelSpec;
import dev.granary.model.OpenModel;
import dev.granary.model.TensorSource;
import dev.granary.model.TensorSpec;
import dev.granary.store.ChunkForm;
import dev.granary.store.GlassStore;
import dev.granary.store.MemoryStore;
import dev.granary.store.Table;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class GranaryTest {
  private static final byte[] BYTES = "hello".getBytes(UTF_8);

  @Test
  void filesAreListedPinnedAndDeleted() {
    try (Granary store = Granary.inMemory()) {
      store.files().put("a/1", BYTES);
      store.files().put("a/2", ChunkSource.of(BYTES));
      FileSpec spec = new FileSpec("text/plain", 5, null, true, null);
      OpenFile put = store.files().put("b", ChunkSource.of(BYTES), spec);
      assertEquals("text/plain", put.manifest().type());
      assertTrue(put.manifest().pinned());
      store.files().pin("b", false);
      assertFalse(store.files().get("b").manifest().pinned());
      assertEquals(
          List.of("a/1", "a/2"),
          store.files().list("a/").stream().map(info -> info.manifest().key()).toList());
      assertTrue(store.files().has("a/1"));
      assertTrue(store.files().delete("a/1"));
      assertFalse(store.files().delete("a/1"));
      assertFalse(store.files().has("a/1"));
      assertNull(store.files().get("a/1"));
    }
  }

  @Test
  void documentsAreStoredUnchanged() {
    try (Granary store = Granary.inMemory()) {
      store.documents().put("d", "{\"a\": 1}");
      assertEquals("{\"a\": 1}", store.documents().get("d"));
      assertEquals(List.of("d"), store.documents().keys(""));
    }
  }

  @Test
  void modelsAreStoredChangedAndDeleted() {
    try (Granary store = Granary.inMemory()) {
      TensorSpec tensor = new TensorSpec("w", DataType.UINT8, List.of(5L), null);
      OpenModel put =
          store
              .models()
              .put(ModelSpec.of("m", "1"), TensorSource.of(List.of(tensor), List.of(BYTES)));
      assertArrayEquals(BYTES, put.bytes("w", Cancel.NEVER));
      OpenFile file = store.files().put("f", BYTES);
      TensorEntry entry = new TensorEntry("v", DataType.UINT8, List.of(4L), 0, 1, 4);
      store.models().importFiles(ModelSpec.of("m", "2"), List.of(file), List.of(entry));
      store
          .models()
          .importAligned(
              ModelSpec.of("n", "1"),
              List.of(file),
              List.of(entry),
              new Task(Scheduler.NONE),
              FileWriter.Progress.NONE);
      TensorSpec other = new TensorSpec("u", DataType.UINT8, List.of(5L), null);
      store.models().putTensors("n", null, TensorSource.of(List.of(other), List.of(BYTES)));
      assertEquals(new Granary.Stats(1, 3, 4, 0, 5, 18, 9, 0, 0), store.stats());
      assertTrue(store.models().deleteTensor("n", null, "v"));
      assertEquals(List.of("2", "1"), store.models().versions("m"));
      assertEquals(3, store.models().list(null, null).size());
      store.models().pin("m", "1", true);
      assertTrue(store.models().get("m", "1").manifest().pinned());
      assertTrue(store.models().has("m", null));
      assertTrue(store.models().delete("m", null));
      assertFalse(store.models().has("m", null));
      assertNull(store.models().get("m", null));
      assertEquals(new Granary.Stats(1, 1, 1, 0, 5, 5, 5, 0, 0), store.stats());
    }
  }

  @Test
  void manySmallPutsNeedNoScheduler() {
    try (Granary store = Granary.inMemory()) {
      for (int i = 0; i < 200; i++) {
        store.files().put("k" + i, BYTES);
      }
      assertEquals(new Granary.Stats(200, 0, 0, 0, 1000, 0, 5, 0, 0), store.stats());
    }
  }

  @Test
  void inMemoryNoGarbageIsKept() {
    try (Granary store = Granary.inMemory()) {
      store.files().put("k", BYTES);
      store.files().put("k", "other".getBytes(UTF_8));
      assertEquals(new Granary.Stats(1, 0, 0, 0, 5, 0, 5, 0, 0), store.stats());
      store.files().delete("k");
      assertEquals(new Granary.Stats(0, 0, 0, 0, 0, 0, 0, 0, 0), store.stats());
    }
  }

  @Test
  void theLeastRecentlyUsedFileIsEvictedWhenTheBudgetIsFull() {
    long[] now = {1_800_000_000_000L};
    byte[] other = "12345".getBytes(UTF_8);
    try (Granary store = Granary.on(new MemoryStore()).budget(12).clock(() -> now[0]++).open()) {
      store.files().put("first", BYTES);
      store.files().put("second", other);
      store.files().get("first");
      store.files().put("third", "third".getBytes(UTF_8));
      assertFalse(store.files().has("second"));
      assertTrue(store.files().has("first"));
      fails(Code.QUOTA, () -> store.files().put("large", new byte[13]));
    }
  }

  @Test
  void everyCallAfterACloseFails() {
    Granary store = Granary.inMemory();
    store.files().put("k", BYTES);
    store.close();
    store.close();
    boolean[] closed = {false};
    ChunkSource source =
        new ChunkSource() {
          @Override
          public int chunk(int index, ChunkBuffer into) {
            return 0;
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    for (Executable call :
        List.<Executable>of(
            () -> store.files().put("k", BYTES),
            () -> store.files().put("k", source),
            () -> store.files().get("k"),
            () -> store.files().has("k"),
            () -> store.files().list(""),
            () -> store.files().delete("k"),
            () -> store.files().pin("k", true),
            () -> store.documents().put("d", "1"),
            () -> store.documents().get("d"),
            store::stats)) {
      GranaryException failure = fails(Code.CLOSED, call);
      assertEquals(Map.of("reason", "closed"), failure.details());
      assertEquals("This granary has been closed. Open it again.", failure.getMessage());
    }
    assertTrue(closed[0], "the source is closed although the put failed");
  }

  @Test
  void aCloseWritesTheTimesOfLastUse() {
    GlassStore disk = new GlassStore(ChunkForm.BUFFER);
    try (Granary store = Granary.on(disk).open()) {
      store.files().put("k", BYTES);
      store.files().get("k");
    }
    assertEquals(1, disk.rows(Table.ACCESS).size());
  }

  @Test
  void withASchedulerWritersOfAKeyTakeTurnsAndACloseEndsThem() {
    TaskLoop loop = new TaskLoop();
    Granary store =
        Granary.on(new MemoryStore())
            .scheduler(loop)
            .clock(loop)
            .chunkSize(ChunkLayout.SMALLEST)
            .open();
    Latch source = loop.latch();
    Task task = new Task(loop);
    ChunkSource slow =
        (index, into) -> {
          task.await(source);
          return 0;
        };
    Call<OpenFile> first =
        loop.call(
            () -> store.files().put("k", slow, FileSpec.ANY, null, task, FileWriter.Progress.NONE));
    Call<OpenFile> second = loop.call(() -> store.files().put("k", BYTES));
    assertFalse(first.isDone() || second.isDone());
    source.settle();
    loop.run();
    assertEquals(0, first.get().manifest().size());
    assertArrayEquals(BYTES, second.get().bytes());

    Task waiting = new Task(loop);
    Call<OpenFile> third =
        loop.call(
            () ->
                store
                    .files()
                    .put(
                        "k",
                        (index, into) -> {
                          waiting.await(loop.latch());
                          return 0;
                        },
                        FileSpec.ANY,
                        null,
                        waiting,
                        FileWriter.Progress.NONE));
    loop.call(
        () -> {
          store.close();
          return null;
        });
    fails(Code.CLOSED, third::get);
  }

  private static GranaryException fails(Code code, Executable call) {
    GranaryException failure = assertThrows(GranaryException.class, call);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }
}
