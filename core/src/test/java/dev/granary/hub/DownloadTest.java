package dev.granary.hub;

import static dev.granary.hub.Bench.Q4;
import static dev.granary.hub.Bench.fails;
import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.Bench.statuses;
import static dev.granary.hub.Bench.text;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.store.Table;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A repository's files on their way: which are asked for, what fails, and what is told of them. */
final class DownloadTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  @Test
  void aQuantIsDownloadedWithAllItNeeds() {
    String commit = bench.server.commit("main");
    RepoState state = bench.download(quant("q4"));
    assertEquals(List.of("onnx/model_q4.onnx", "config.json"), bench.fetched());
    assertEquals("q8 available 2, q4 downloaded 26", statuses(state));
    assertEquals(Set.of("config.json", "onnx/model_q4.onnx"), state.stored());
    FileManifest manifest = bench.files.find(REPO + "@" + commit + "/onnx/model_q4.onnx");
    assertEquals(ScriptedHub.sha256(Q4), manifest.sha256());
    assertEquals(
        ScriptedHub.BASE + "/o/r/resolve/" + commit + "/onnx/model_q4.onnx",
        manifest.origin().url());
    assertEquals(Q4, bench.read("onnx/model_q4.onnx"));
    assertNull(bench.hub.file(REPO, "onnx/model_quantized.onnx", null));
    assertNull(bench.hub.file("o/other", "config.json", null));
  }

  @Test
  void filesAreDownloadedByTheirPaths() {
    bench.server.commit("main");
    bench.download(paths("README.md", "README.md"));
    assertEquals(List.of("README.md"), bench.fetched());
    assertEquals("Read me.", bench.read("README.md"));
    assertEquals("q8 available 0, q4 available 0", bench.statuses());
    bench.download(new Selection(REPO, null, "q4", List.of("README.md")));
    assertEquals(List.of("onnx/model_q4.onnx", "config.json"), bench.fetched());
  }

  @Test
  void whatIsWholeNeedsNoNetwork() {
    bench.server.commit("main");
    bench.download(quant("q4"));
    bench.reconnect("second");
    bench.server.offline = true;
    assertEquals("q8 available 2, q4 downloaded 26", statuses(bench.download(quant("q4"))));
    assertEquals(List.of(), bench.server.asked);
    assertEquals(Q4, text(bench.hub.file(REPO, "onnx/model_q4.onnx", "main")));
    GranaryException failure = fails(Code.NETWORK, () -> bench.download(quant("q8")));
    assertEquals("onnx/model_quantized.onnx", failure.details().get("file"));
    assertEquals("q8 failed 2, q4 downloaded 26", bench.statuses());
    bench.reconnect("third");
    assertEquals("q8 available 2, q4 downloaded 26", bench.statuses());
  }

  @Test
  void ofTheSameContentOneIsFetched() {
    bench.server.with("copy.onnx", Q4).with("onnx/model_q4.onnx_data", Q4).commit("main");
    bench.download(new Selection(REPO, null, "q4", List.of("copy.onnx")));
    assertEquals(List.of("onnx/model_q4.onnx", "config.json"), bench.fetched());
    assertEquals(Q4, bench.read("copy.onnx"));
    assertEquals(Q4, bench.read("onnx/model_q4.onnx_data"));
  }

  @Test
  void theTokenIsSentToTheHubWithEachRequest() {
    bench.server.commit("main");
    bench.server.token = "hf_secret";
    bench.server.script =
        request -> {
          bench.server.token = "another";
          return null;
        };
    bench.download(quant("q4"));
    String first = "Bearer hf_secret";
    String next = "Bearer another";
    assertEquals(List.of(first, next, next, next), bench.server.authorizations);
    for (Table table : Table.values()) {
      assertFalse(bench.disk.rows(table).toString().contains("secret"));
    }
  }

  @Test
  void oneProgressForAll() {
    bench.server.commit("main");
    bench.download(paths("config.json"));
    bench.told.clear();
    bench.download(quant("q4"));
    assertEquals(new Progress("plan", null, 2, 1, 2, 26, 0), bench.told.get(0));
    Progress end = bench.told.get(bench.told.size() - 1);
    assertEquals(new Progress("done", "onnx/model_q4.onnx", 2, 2, 26, 26, end.speed()), end);
    long loaded = 0;
    for (Progress each : bench.told) {
      assertTrue(each.loaded() >= loaded && each.loaded() <= 26, bench.told.toString());
      loaded = each.loaded();
    }
  }

  @Test
  void whoIsAtItIsSeen() {
    bench.server.commit("main");
    String[] seen = {null};
    bench.server.script =
        request -> {
          if (request.url().endsWith("_q4.onnx")) {
            seen[0] = bench.statuses();
          }
          return null;
        };
    bench.download(quant("q4"));
    assertEquals("q8 available 0, q4 downloading 0", seen[0]);
  }

  @Test
  void oneFailureLeavesWhatOthersHaveDone() {
    bench.server.commit("main");
    bench.server.script =
        request -> request.url().endsWith(".onnx") ? ScriptedHub.missing("EntryNotFound") : null;
    GranaryException failure = fails(Code.NOT_FOUND, () -> bench.download(quant("q4")));
    assertEquals("onnx/model_q4.onnx", failure.details().get("file"));
    assertEquals(404, failure.details().get("status"));
    RepoState state = bench.hub.get(REPO, null);
    assertEquals("q8 available 0, q4 failed 0", statuses(state));
    assertTrue(state.quants().get(1).error().contains("does not have this file"));
    bench.server.script = request -> null;
    assertEquals("q8 available 2, q4 downloaded 26", statuses(bench.download(quant("q4"))));
  }

  @Test
  void wrongBytesAreNeverAFile() {
    bench.server.commit("main");
    bench.server.script =
        request ->
            request.url().endsWith("_q4.onnx")
                ? ScriptedHub.answer(200, Q4.replace('f', 'g'))
                : request.url().endsWith("config.json") ? ScriptedHub.answer(200, "[]") : null;
    assertEquals(
        ScriptedHub.sha256(Q4),
        fails(Code.INTEGRITY, () -> bench.download(quant("q4"))).details().get("expected"));
    GranaryException failure = fails(Code.INTEGRITY, () -> bench.download(paths("config.json")));
    assertEquals("config.json", failure.details().get("file"));
    assertEquals(List.of(), bench.stored());
  }

  @Test
  void anUnfinishedQuantIsPausedAndGoneOnWith() {
    bench.server.commit("main");
    bench.server.script =
        request ->
            request.url().endsWith("_q4.onnx") && request.from() > 0
                ? ScriptedHub.answer(403, "")
                : request.url().endsWith("_q4.onnx")
                    ? ScriptedHub.broken(Q4.substring(0, 10))
                    : null;
    fails(Code.HTTP, () -> bench.download(quant("q4")));
    assertEquals("q8 available 0, q4 failed 8", bench.statuses());
    bench.reconnect("second");
    assertEquals("q8 available 0, q4 paused 8", bench.statuses());
    assertEquals(18, bench.hub.plan(bench.server, quant("q4")).missingBytes());
    bench.fetched();
    bench.server.script = request -> request.from() == 8 ? ScriptedHub.part(Q4, 8) : null;
    assertEquals("q8 available 2, q4 downloaded 26", statuses(bench.download(quant("q4"))));
    assertEquals(List.of("onnx/model_q4.onnx bytes=8-", "config.json"), bench.fetched());
  }

  @Test
  void pinsAreOfAllFiles() {
    String commit = bench.server.commit("main");
    bench.download(paths("config.json"));
    bench.hub.download(bench.server, quant("q4"), 1, true, bench.told::add);
    String key = REPO + "@" + commit + "/";
    assertTrue(bench.files.find(key + "config.json").pinned());
    assertTrue(bench.files.find(key + "onnx/model_q4.onnx").pinned());
    bench.download(quant("q4"));
    assertTrue(bench.files.find(key + "config.json").pinned());
    bench.hub.download(bench.server, quant("q4"), 1, false, bench.told::add);
    assertFalse(bench.files.find(key + "onnx/model_q4.onnx").pinned());
  }
}
