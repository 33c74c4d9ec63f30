package dev.granary.hub;

import static dev.granary.hub.Bench.Q4;
import static dev.granary.hub.Bench.Q8;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.catalog.Journal;
import dev.granary.json.JsonWriter;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An update leaves whole quants and unfinished downloads behind at another commit. */
final class LeftBehindTest {
  private final Bench bench =
      new Bench("onnx/model_q4.onnx", Q4, "onnx/model_quantized.onnx", Q8, "README.md", "Read me.");
  private final ScriptedHub server = bench.server;
  private final Hub hub = bench.hub;

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  private RepoState download(String name) {
    return bench.download(quant(name));
  }

  @Test
  void anUpdateOfOneQuantDoesNotTakeAwayAnother() {
    String first = server.commit("main");
    download("q8");
    download("q4");
    server.with("onnx/model_q4.onnx", "other weights");
    server.with("onnx/model_quantized.onnx", "others in eight").commit("main");
    hub.scan(server.task(), REPO, null);
    download("q4");
    server.offline = true;
    assertEquals(Q8, bench.read("onnx/model_quantized.onnx"));
    assertEquals(first, download("q8").manifest().commit());
    assertEquals("other weights", bench.read("onnx/model_q4.onnx"));
  }

  @Test
  void whoIsKnownToBeOfflineGetsTheCommitBeforeAtOnce() {
    String first = server.commit("main");
    download("q4");
    server.with("onnx/model_q4.onnx", "other weights").commit("main");
    hub.scan(server.task(), REPO, null);
    server.offline = true;
    assertEquals(first, download("q4").manifest().commit());
    assertEquals(5, server.waits.size());
    server.waits.clear();
    server.knownOffline = true;
    assertEquals(first, download("q4").manifest().commit());
    assertEquals(0, server.waits.size());
    // A hub on the same machine answers all the same.
    server.offline = false;
    assertEquals("other weights", text(download("q4"), "onnx/model_q4.onnx"));
  }

  @Test
  void whoHasNoCommitBeforeWaitsForTheNetwork() {
    server.commit("main");
    hub.scan(server.task(), REPO, null);
    server.offline = true;
    server.knownOffline = true;
    assertThrows(GranaryException.class, () -> download("q4"));
    assertEquals(5, server.waits.size());
  }

  private String text(RepoState state, String path) {
    return Bench.text(hub.file(REPO, path, state.manifest().commit()));
  }

  @Test
  void anotherBranchIsNotThisOne() {
    server.commit("main");
    hub.scan(server.task(), REPO, null);
    server.with("onnx/model_q4.onnx", "other weights").commit("dev");
    hub.download(
        server.task(), new Selection(REPO, "dev", "q4", List.of()), 3, null, progress -> {});
    assertNull(hub.file(REPO, "onnx/model_q4.onnx", null));
    server.offline = true;
    assertThrows(GranaryException.class, () -> download("q4"));
  }

  /** Brings some of the weights, and is sent away then. */
  private void begin() {
    server.script =
        request ->
            !request.url().endsWith("_q4.onnx")
                ? null
                : request.from() > 0
                    ? ScriptedHub.answer(403, "")
                    : ScriptedHub.broken(Q4.substring(0, 20));
    assertThrows(GranaryException.class, () -> download("q4"));
    server.with("README.md", "Again").commit("main");
    hub.scan(server.task(), REPO, null);
    server.asked.clear();
    server.script =
        request ->
            request.url().endsWith("_q4.onnx") && request.from() > 0
                ? ScriptedHub.part(Q4, (int) request.from())
                : null;
  }

  @Test
  void whatWasBegunIsGoneOnWithAtAnotherCommit() {
    server.commit("main");
    begin();
    String latest = download("q4").manifest().commit();
    assertEquals(List.of("/o/r/resolve/" + latest + "/onnx/model_q4.onnx bytes=20-"), server.asked);
    assertEquals(Q4, bench.read("onnx/model_q4.onnx"));
    assertEquals(List.of(), bench.disk.rows(Table.JOURNALS));
  }

  @Test
  void whatCannotBeMovedStaysWhereItIs() {
    server.commit("main");
    begin();
    String before = bench.disk.rows(Table.JOURNALS).toString();
    bench.store.failAt(Step.FILE_ADOPT, 1, Fault.FAIL);
    assertThrows(GranaryException.class, () -> download("q4"));
    assertEquals(before, bench.disk.rows(Table.JOURNALS).toString());
    download("q4");
    assertEquals(1, server.asked.size());
  }

  /** Only an abandoned download may move: its writer would lose all that comes from now on. */
  @Test
  void aDownloadThatAnotherTabRunsIsLeftToThatTab() {
    server.commit("main");
    begin();
    Row row = bench.disk.rows(Table.JOURNALS).get(0);
    Journal journal = Journal.decode(row.key(), row.stamp(), row.text());
    Batch taken = Batch.of(Step.FILE_BEGIN, 0).put(journal.ownedBy("another tab", 0).row()).build();
    assertTrue(bench.store.begin(taken).join().committed());
    Row before = bench.disk.row(Table.JOURNALS, row.key());
    Row[] during = {null};
    server.script =
        request -> {
          during[0] = bench.disk.row(Table.JOURNALS, row.key());
          return null;
        };
    String latest = download("q4").manifest().commit();
    assertEquals(List.of("/o/r/resolve/" + latest + "/onnx/model_q4.onnx"), server.asked);
    assertEquals(before, during[0]);
  }

  /** Lists files of eight bytes whose content no digest tells. */
  private void listWithoutDigests(String... paths) {
    JsonWriter list = new JsonWriter().beginArray();
    for (String path : paths) {
      list.beginObject().name("type").value("file").name("path").value(path);
      list.name("size").value(8).endObject();
    }
    String text = list.endArray().text();
    server.script = request -> request.url().contains("/tree/") ? ScriptedHub.json(text) : null;
  }

  @Test
  void aFileWithoutADigestIsNeverTakenOver() {
    server.with("LICENSE", "Use it.\n").commit("main");
    listWithoutDigests("README.md", "LICENSE");
    bench.download(Bench.paths("README.md", "LICENSE"));
    String latest =
        server.with("README.md", "Read it.").with("LICENSE", "Buy it.\n").commit("main");
    hub.scan(server.task(), REPO, null);
    bench.download(Bench.paths("README.md"));
    RepoState state = hub.get(REPO, null);
    assertEquals(latest, state.manifest().commit());
    assertEquals(Set.of("README.md"), state.stored());
    assertEquals("Read it.", bench.read("README.md"));
    bench.download(Bench.paths("LICENSE"));
    assertEquals("Buy it.\n", bench.read("LICENSE"));
  }
}
