package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.session.Session;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.GlassStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Whoever reads no more than the message of an error knows which repository and file it is of. */
final class NamedFailuresTest {
  private static final String REPO = ScriptedHub.REPO;
  private static final String WEIGHTS = "onnx/model_q4.onnx";

  private final Session session =
      Session.open(
          new GlassStore(),
          () -> 1_800_000_000_000L,
          () -> journal -> true,
          "first",
          Digests.JAVA,
          new ChunkLayout(4),
          Batch.UNLIMITED,
          Verify.FIRST_READ,
          SpacePort.UNKNOWN);
  private final ScriptedHub server =
      new ScriptedHub(session)
          .with(WEIGHTS, "the weights in four bits")
          .with("onnx/model_quantized.onnx", "the weights in eight bits")
          .with("config.json", "{}");
  private final Hub hub = server.hub(new Files(session));

  private void download(String quant, String... paths) {
    Selection wanted = new Selection(REPO, null, quant, List.of(paths));
    hub.download(server, wanted, 3, null, progress -> {});
  }

  private static GranaryException fails(Code code, Executable work, String... said) {
    GranaryException failure = assertThrows(GranaryException.class, work);
    assertEquals(code, failure.code(), failure.getMessage());
    for (String each : said) {
      assertTrue(failure.getMessage().contains(each), failure.getMessage());
    }
    return failure;
  }

  @Test
  void anAbsentRepositoryOrRevision() {
    server.commit("main");
    fails(Code.NOT_FOUND, () -> hub.scan(server, "o/absent", null), "o/absent", "main");
    fails(Code.NOT_FOUND, () -> hub.scan(server, REPO, "v9"), REPO, "v9");
  }

  @Test
  void aNameThatCannotBe() {
    fails(Code.INVALID, () -> hub.scan(server, "o/../r", null), "\"o/../r\"");
    fails(Code.INVALID, () -> hub.scan(server, REPO, "a//b"), "\"a//b\"");
  }

  @Test
  void anAbsentFile() {
    server.commit("main");
    fails(Code.NOT_FOUND, () -> download(null, "absent.txt"), REPO, "\"absent.txt\"");
    server.script =
        request -> request.url().endsWith(WEIGHTS) ? ScriptedHub.missing("EntryNotFound") : null;
    fails(Code.NOT_FOUND, () -> download("q4"), REPO, WEIGHTS);
  }

  @Test
  void oneWrongFileOfMany() {
    server.commit("main");
    server.script =
        request ->
            request.url().endsWith(WEIGHTS)
                ? ScriptedHub.answer(200, "another file's weights..")
                : null;
    fails(Code.INTEGRITY, () -> download("q4"), REPO, WEIGHTS);
    QuantState failed = hub.get(REPO, null).quants().get(1);
    assertEquals("q4", failed.quant().name());
    assertTrue(failed.error().contains(WEIGHTS), failed.error());
  }

  @Test
  void anUnknownQuant() {
    server.commit("main");
    fails(Code.INVALID, () -> download("q5"), REPO, "\"q5\"", "q8 (27 bytes), q4 (26 bytes)");
    fails(Code.INVALID, () -> download(null), REPO, "q8 (27 bytes), q4 (26 bytes)");
  }

  @Test
  void anUnknownQuantThatIsToBeDeleted() {
    assertNull(hub.delete(REPO, "q5"), "a repository that is not stored");
    server.commit("main");
    hub.scan(server, REPO, null);
    GranaryException failure =
        fails(Code.INVALID, () -> hub.delete(REPO, "q5"), REPO, "\"q5\"", "q8 (27 bytes), q4");
    assertEquals(Map.of("q8", 27L, "q4", 26L), failure.details().get("quants"));
    assertNull(hub.delete(REPO, "q4"), "a quant of which nothing is stored");
    download("q4");
    server.with("onnx/model_fp16.onnx", "the weights in sixteen bits").commit("main");
    hub.scan(server, REPO, null);
    fails(Code.INVALID, () -> hub.delete(REPO, "q5"), "q8 (27 bytes)", "q4 (26 bytes)", "fp16 (");
    assertEquals(2, hub.delete(REPO, "q4").size());
  }

  @Test
  void aRepositoryWithoutQuants() {
    ScriptedHub other = new ScriptedHub(session).with("README.md", "Read me.");
    other.commit("main");
    hub.scan(other, REPO, null);
    fails(Code.INVALID, () -> download(null), REPO, "only files");
    fails(Code.INVALID, () -> hub.delete(REPO, "q4"), REPO, "only files");
  }
}
