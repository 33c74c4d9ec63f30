package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.document.Documents;
import dev.granary.space.Clear;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Outcome.Result;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the clearing of a store that is in use. */
final class FilesClearTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsLeftBehind() {
    bench.assertNothingIsLeftBehind();
  }

  private Clear clear() {
    return new Clear(bench.store, () -> bench.now, bench.session.sweep());
  }

  @Test
  void deletesFilesChunksJournalsDocumentsAndAccesses() {
    bench.put("a", "1111222233");
    bench.put("b", "2222");
    bench.files.delete("b");
    new Documents(bench.session).put("d", "{}");
    bench.files.open("a");
    bench.session.accessLog().flush();
    bench.writers.begin("unfinished", FileSpec.ANY, Bench.ORIGIN, true, Cancel.NEVER);
    assertNull(clear().run());
    for (Table table : Table.values()) {
      assertEquals(List.of(), bench.disk.rows(table), table.label());
    }
    assertEquals(List.of(), bench.disk.chunks());
    assertEquals(0, bench.disk.bytesCount());
    assertEquals(0, bench.disk.totals().storedBytes());
    bench.assertTotalsEqualARecount();
  }

  @Test
  void deletesMoreChunksThanAPage() {
    StringBuilder content = new StringBuilder();
    for (int i = 1000; i < 1600; i++) {
      content.append(i);
    }
    bench.put("k", content.toString());
    assertEquals(600, bench.disk.chunks().size());
    assertNull(clear().run());
    assertEquals(List.of(), bench.disk.chunks());
    assertEquals(0, bench.disk.bytesCount());
  }

  @Test
  void anOpenFileStaysReadable() {
    bench.put("k", "0123456789");
    OpenFile open = bench.files.open("k");
    clear().run();
    assertNull(bench.files.open("k"));
    assertEquals("0123456789", Bench.read(open));
  }

  @Test
  void aWriterUnderWayEndsWithConflict() {
    bench.put("k", "the old one");
    TextSource source = new TextSource("0123456789");
    ChunkSource clearing =
        (index, into) -> {
          if (index == 1) {
            assertNull(clear().run());
          }
          return source.chunk(index, into);
        };
    Bench.fails(Code.CONFLICT, () -> bench.files.put("k", clearing, FileSpec.ANY, Cancel.NEVER));
    assertNull(bench.files.open("k"));
    assertEquals(List.of(), bench.journals());
    assertEquals(0, bench.session.buffers().count());
  }

  @Test
  void stampsAreNotReused() {
    FileManifest before = bench.put("k", "0123456789");
    clear().run();
    FileManifest after = bench.put("k", "0123456789");
    assertTrue(after.stamp() > before.stamp());
    assertEquals("0123456789", bench.read("k"));
  }

  @Test
  void aFailedSweepIsReportedAndItsChunksAreGarbage() {
    bench.put("k", "0123456789");
    bench.store.failAt(Step.SWEEP, 1, Fault.FAIL);
    assertEquals(Result.FAILED, clear().run().result());
    assertNull(bench.files.open("k"));
    assertEquals(10, bench.disk.totals().garbageBytes());
  }

  @Test
  void aDeathWhileClearingKeepsTheOtherFilesWhole() {
    bench.put("k", "0123456789");
    for (int i = 0; i < 300; i++) {
      new Documents(bench.session).put("d" + i, "0");
    }
    bench.store.failAt(Step.CLEAR, 2, Fault.DIE_AFTER);
    assertThrows(Death.class, () -> clear().run());
    bench.dieAndReconnect("the next");
    assertNull(bench.files.open("k"));
    List<Row> rest = bench.disk.rows(Table.DOCUMENTS);
    assertEquals(44, rest.size());
    bench.assertTotalsEqualARecount();
    assertNull(clear().run());
  }
}
