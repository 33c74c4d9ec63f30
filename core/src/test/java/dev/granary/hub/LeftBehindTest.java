package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.cache.Room;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.http.Http.Answer;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an update leaves behind at another commit: whole quants, and downloads that were begun. */
final class LeftBehindTest {
  private static final String REPO = ScriptedHub.REPO;
  private static final String Q4 = "the weights in four bits";
  private static final String Q8 = "the weights in eight bits, which are more";

  private final GlassStore disk = new GlassStore();
  private final FaultyStore store = new FaultyStore(disk);
  private final Session session =
      Session.open(
          store,
          () -> 1_800_000_000_000L,
          () -> journal -> !journal.owner().isEmpty(),
          "first",
          Digests.JAVA,
          new ChunkLayout(4),
          Batch.UNLIMITED,
          Verify.FIRST_READ,
          Room.UNKNOWN);
  private final ScriptedHub server =
      new ScriptedHub(session)
          .with("onnx/model_q4.onnx", Q4)
          .with("onnx/model_quantized.onnx", Q8)
          .with("README.md", "Read me.");
  private final Hub hub = server.hub(new Files(session));

  @AfterEach
  void totalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
  }

  private RepoState download(String quant) {
    return hub.download(server, new Wanted(REPO, null, quant, List.of()), 3, null, progress -> {});
  }

  private static String text(OpenFile file) {
    return new String(file.bytes(0, file.manifest().size()), StandardCharsets.UTF_8);
  }

  @Test
  void anUpdateOfOneQuantDoesNotTakeAwayAnother() {
    String first = server.commit("main");
    download("q8");
    download("q4");
    server.with("onnx/model_q4.onnx", "other weights");
    server.with("onnx/model_quantized.onnx", "others in eight").commit("main");
    hub.scan(server, REPO, null);
    download("q4");
    server.offline = true;
    assertEquals(Q8, text(hub.file(REPO, "onnx/model_quantized.onnx", null)));
    assertEquals(first, download("q8").manifest().commit());
    assertEquals("other weights", text(hub.file(REPO, "onnx/model_q4.onnx", null)));
  }

  @Test
  void whoIsKnownToBeOfflineGetsTheCommitBeforeAtOnce() {
    String first = server.commit("main");
    download("q4");
    server.with("onnx/model_q4.onnx", "other weights").commit("main");
    hub.scan(server, REPO, null);
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
    hub.scan(server, REPO, null);
    server.offline = true;
    server.knownOffline = true;
    assertThrows(GranaryException.class, () -> download("q4"));
    assertEquals(5, server.waits.size());
  }

  private String text(RepoState state, String path) {
    return text(hub.file(REPO, path, state.manifest().commit()));
  }

  @Test
  void anotherBranchIsNotThisOne() {
    server.commit("main");
    hub.scan(server, REPO, null);
    server.with("onnx/model_q4.onnx", "other weights").commit("dev");
    hub.download(server, new Wanted(REPO, "dev", "q4", List.of()), 3, null, progress -> {});
    assertNull(hub.file(REPO, "onnx/model_q4.onnx", null));
    server.offline = true;
    assertThrows(GranaryException.class, () -> download("q4"));
  }

  /** Brings some of the weights, and is sent away then. */
  private void begin() {
    server.script =
        request -> {
          if (!request.url().endsWith("_q4.onnx")) {
            return null;
          }
          Answer all = ScriptedHub.answer(200, Q4.substring(0, 20));
          return request.from() > 0
              ? ScriptedHub.answer(403, "")
              : new Answer(
                  200,
                  name -> null,
                  (into, offset, length) -> {
                    int read = all.body().read(into, offset, length);
                    if (read < 0) {
                      throw new GranaryException(Code.NETWORK, "The line is lost.");
                    }
                    return read;
                  });
        };
    assertThrows(GranaryException.class, () -> download("q4"));
    server.with("README.md", "Again").commit("main");
    hub.scan(server, REPO, null);
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
    assertEquals(Q4, text(hub.file(REPO, "onnx/model_q4.onnx", null)));
    assertEquals(List.of(), disk.rows(Table.JOURNALS));
  }

  @Test
  void whatCannotBeMovedStaysWhereItIs() {
    server.commit("main");
    begin();
    String before = disk.rows(Table.JOURNALS).toString();
    store.failAt(Step.FILE_ADOPT, 1, Fault.FAIL);
    assertThrows(GranaryException.class, () -> download("q4"));
    assertEquals(before, disk.rows(Table.JOURNALS).toString());
    download("q4");
    assertEquals(1, server.asked.size());
  }
}
