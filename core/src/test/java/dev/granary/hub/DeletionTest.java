package dev.granary.hub;

import static dev.granary.hub.Bench.Q8;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes with a quant or a repository, and what stays. */
final class DeletionTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  @Test
  void deletingAQuantKeepsWhatOthersShare() {
    bench.server.commit("main");
    assertNull(bench.hub.delete(REPO, "q4"));
    bench.download(quant("q4"));
    bench.download(quant("q8"));
    assertEquals(1, bench.hub.delete(REPO, "q4").size());
    assertEquals("q8 downloaded 43, q4 available 2", bench.statuses());
    assertNotNull(bench.hub.delete(REPO, "q8"));
    assertEquals("q8 available 0, q4 available 0", bench.statuses());
    assertNull(bench.hub.delete(REPO, "q8"));
    assertEquals(List.of(), bench.stored());
  }

  /** A download that stopped before its end needs the shared files as much as a finished one. */
  @Test
  void deletingAQuantKeepsWhatAPausedQuantShares() {
    bench.server.commit("main");
    bench.download(quant("q4"));
    bench.server.script =
        request ->
            !request.url().endsWith("_quantized.onnx")
                ? null
                : request.from() > 0
                    ? ScriptedHub.answer(403, "")
                    : ScriptedHub.broken(Q8.substring(0, 20));
    assertThrows(GranaryException.class, () -> bench.download(quant("q8")));
    bench.reconnect("later");
    assertEquals("q8 paused 22, q4 downloaded 26", bench.statuses());
    assertEquals(1, bench.hub.delete(REPO, "q4").size());
    assertEquals("{}", bench.read("config.json"));
    assertEquals("q8 paused 22, q4 available 2", bench.statuses());
  }

  @Test
  void deletingARepositoryLeavesNothingOfIt() {
    bench.server.commit("main");
    bench.download(quant("q4"));
    bench.server.with("config.json", "[]").commit("dev");
    bench.hub.download(
        bench.server.task(), new Selection(REPO, "dev", "q8", List.of()), 3, null, bench.told::add);
    bench.files.put(
        "o/r2@x/a",
        new ChunkSource() {
          @Override
          public int chunk(int index, ChunkBuffer into) {
            return 0;
          }
        },
        FileSpec.ANY,
        Cancel.NEVER);
    assertEquals(4, bench.hub.delete(REPO, null).size());
    assertEquals(List.of("o/r2@x/a"), bench.stored());
    assertEquals(List.of(), bench.disk.rows(Table.REPOS));
    assertEquals(List.of(), bench.disk.rows(Table.JOURNALS));
    assertNull(bench.hub.delete(REPO, null));
    assertNull(bench.hub.get(REPO, null));
  }
}
