package dev.granary.hub;

import static dev.granary.hub.Bench.Q4;
import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.Files;
import dev.granary.http.Http.Answer;
import dev.granary.http.Http.Request;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub's files while others delete, scan, and put files of their own. */
final class MeanwhileTest {
  private final Bench bench = new Bench("onnx/model_q4.onnx", Q4, "config.json", "{}");
  private final Files files = bench.files;
  private final ScriptedHub server = bench.server;
  private final Hub hub = bench.hub;

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  private RepoState download(String... paths) {
    return bench.download(paths.length == 0 ? quant("q4") : paths(paths));
  }

  private void put(String key, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ChunkSource source =
        (index, into) -> {
          int length = index == 0 ? bytes.length : 0;
          System.arraycopy(bytes, 0, into.memory(), 0, length);
          return length;
        };
    files.put(key, source, FileSpec.ANY, Cancel.NEVER);
  }

  /** Does something at the first request for a file. */
  private static Function<Request, Answer> at(String end, Runnable work) {
    boolean[] done = {false};
    return request -> {
      if (!done[0] && request.url().endsWith(end)) {
        done[0] = true;
        work.run();
      }
      return null;
    };
  }

  @Test
  void aFileOfTheSameSizeIsNotTheFile() {
    String commit = server.commit("main");
    hub.scan(server, REPO, null);
    put(REPO + "@" + commit + "/config.json", "[]");
    assertTrue(hub.get(REPO, null).stored().isEmpty());
    assertEquals(26, hub.plan(server, quant("q4")).missingBytes());
    download();
    assertEquals("{}", bench.read("config.json"));
    // So the next commit has the true one, and needs to ask for nothing.
    server.with("README.md", "Read me.").commit("main");
    hub.scan(server, REPO, null);
    server.offline = true;
    String latest = download().manifest().commit();
    assertEquals(hub.get(REPO, null).manifest().commit(), latest);
    assertEquals("{}", bench.read("config.json"));
    assertEquals(2, hub.get(REPO, null).stored().size());
  }

  @Test
  void whatHasBeenTakenOverByAnUpdateIsStored() {
    server.with("README.md", "Read me.").commit("main");
    download("README.md");
    download();
    String second = server.with("onnx/model_q4.onnx", "other weights").commit("main");
    hub.scan(server, REPO, null);
    download();
    assertEquals(second, hub.get(REPO, null).manifest().commit());
    assertTrue(hub.get(REPO, null).stored().contains("README.md"));
  }

  @Test
  void whatIsDeletedWhileItComesIsGone() {
    server.commit("main");
    for (String end : new String[] {"_q4.onnx", "config.json"}) {
      server.script = at(end, () -> hub.delete(REPO, null));
      GranaryException failure = assertThrows(GranaryException.class, this::download);
      assertEquals(Code.CONFLICT, failure.code(), failure.getMessage());
      assertEquals(true, failure.details().get("discarded"));
      assertEquals(List.of(), bench.stored());
      assertEquals(List.of(), bench.disk.rows(Table.JOURNALS));
      assertEquals(List.of(), hub.list());
    }
    server.script = request -> null;
    QuantState state = download().quants().get(0);
    assertEquals(QuantState.Status.DOWNLOADED, state.status());
  }

  @Test
  void aScanDuringAnUpdateDoesNotUndoIt() {
    server.commit("main");
    download();
    String second = server.with("onnx/model_q4.onnx", "other weights").commit("main");
    hub.scan(server, REPO, null);
    server.script = at("_q4.onnx", () -> hub.scan(server, REPO, null));
    assertEquals(second, download().manifest().commit());
    assertEquals(second, hub.get(REPO, null).manifest().commit());
  }

  @Test
  void anUpdateIsUsedEvenWhenTheBranchHasMovedOn() {
    server.commit("main");
    download();
    String second = server.with("onnx/model_q4.onnx", "other weights").commit("main");
    hub.scan(server, REPO, null);
    String third = server.with("onnx/model_q4.onnx", "yet others").commit("main");
    server.script = at("_q4.onnx", () -> hub.scan(server, REPO, null));
    assertEquals(second, download().manifest().commit());
    assertEquals(second, hub.get(REPO, null).manifest().commit());
    assertEquals(third, hub.checkForUpdate(server, REPO).latest());
  }

  @Test
  void aBranchThatHasNotMovedIsNotWrittenAgain() {
    server.commit("main");
    hub.scan(server, REPO, null);
    String row = REPO + "@main";
    long stamp = stamp(row);
    hub.scan(server, REPO, null);
    assertEquals(stamp, stamp(row));
  }

  private long stamp(String key) {
    return bench.disk.rows(Table.REPOS).stream()
        .filter(row -> row.key().equals(key))
        .findFirst()
        .orElseThrow()
        .stamp();
  }

  @Test
  void aRepositorysDeletionLeavesTheCallersFiles() {
    String commit = server.commit("main");
    download();
    List<String> own = List.of(REPO + "@" + commit, REPO + "@main/x", REPO + "@mine.bin");
    own.forEach(key -> put(key, "mine"));
    assertEquals(2, hub.delete(REPO, null).size());
    assertEquals(own, bench.stored());
  }

  @Test
  void aPinHoldsWhateverAnotherDownloadOfTheSameFileWanted() {
    String commit = server.commit("main");
    String weights = REPO + "@" + commit + "/onnx/model_q4.onnx";
    server.script = at("config.json", () -> files.pin(weights, false));
    hub.download(server, quant("q4"), 1, true, progress -> {});
    assertTrue(files.find(weights).pinned());
  }

  @Test
  void whoeverAsksTheHubTellsThatMoreIsKnown() {
    server.commit("main");
    download("config.json");
    assertEquals(List.of(REPO), server.seen);
    download();
    assertEquals(List.of(REPO), server.seen);
    hub.checkForUpdate(server, REPO);
    assertEquals(List.of(REPO, REPO), server.seen);
  }

  @Test
  void aFailureThatOthersShareIsLeftAsItIs() {
    server.commit("main");
    GranaryException shared = new GranaryException(Code.GATED, "Accept the conditions first.");
    server.script =
        request -> {
          if (request.url().endsWith("config.json")) {
            throw shared;
          }
          return null;
        };
    GranaryException failure = assertThrows(GranaryException.class, this::download);
    assertEquals("config.json", failure.details().get("file"));
    assertNotSame(shared, failure);
    assertEquals(null, shared.details().get("file"));
  }
}
