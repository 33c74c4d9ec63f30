package dev.granary.hub;

import static dev.granary.hub.Bench.fails;
import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.http.Http;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a download is said to bring, before it begins. */
final class PlanTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  @Test
  void aPlanTellsWhatWouldCome() {
    bench.server.with("config_copy.json", "{}").commit("main");
    Selection wanted = new Selection(REPO, null, "q4", List.of("config_copy.json"));
    Plan plan = bench.hub.plan(bench.server.task(), wanted);
    assertEquals(3, plan.files().size());
    assertEquals(26, plan.bytes());
    assertEquals(26, plan.missingBytes());
    assertTrue(plan.fits());
    bench.download(paths("config.json"));
    plan = bench.hub.plan(bench.server.task(), wanted);
    assertEquals(Set.of("config.json"), plan.stored());
    assertEquals(24, plan.missingBytes());
    bench.fetched();
    bench.download(wanted);
    assertEquals(List.of("onnx/model_q4.onnx"), bench.fetched());
    assertEquals("{}", bench.read("config_copy.json"));
    assertEquals(0, bench.hub.plan(bench.server.task(), wanted).missingBytes());
  }

  @Test
  void withoutAQuantOneIsToldWhatThereIs() {
    bench.server.commit("main");
    GranaryException failure = fails(Code.INVALID, () -> bench.download(paths()));
    String list = "q8 (43 bytes), q4 (26 bytes).";
    assertTrue(failure.getMessage().endsWith(list), failure.getMessage());
    assertEquals(Map.of("q8", 43L, "q4", 26L), failure.details().get("quants"));
    failure = fails(Code.INVALID, () -> bench.download(quant("q5")));
    assertTrue(failure.getMessage().startsWith("There is no quant \"q5\""), failure.getMessage());
    assertTrue(failure.getMessage().endsWith(list), failure.getMessage());
    failure = fails(Code.NOT_FOUND, () -> bench.download(paths("config.json", "absent")));
    assertEquals("absent", failure.details().get("file"));
    fails(Code.INVALID, () -> bench.hub.plan(bench.server.task(), paths()));
    assertEquals(List.of(), bench.fetched());
  }

  @Test
  void whatCannotFitIsNotBegun() {
    bench.server.commit("main");
    bench.budget = 40;
    bench.reconnect("with a budget");
    assertTrue(bench.hub.plan(bench.server.task(), quant("q4")).fits());
    assertFalse(bench.hub.plan(bench.server.task(), quant("q8")).fits());
    bench.fetched();
    fails(Code.QUOTA, () -> bench.download(quant("q8")));
    assertEquals(List.of(), bench.fetched());
    assertEquals("q8 failed 0, q4 available 0", bench.statuses());
    bench.download(quant("q4"));
    // Half of it is here, but to evict that half for the other would gain nothing.
    assertFalse(bench.hub.plan(bench.server.task(), quant("q8")).fits());
  }

  /** 28 bytes are stored, and 15 are missing: together they do not fit. */
  @Test
  void whatIsHeldOfAFileMakesNoRoomForTheRest() {
    bench.server.commit("main");
    bench.server.script =
        request -> {
          boolean weights = request.url().endsWith("model_quantized.onnx");
          String part = Bench.Q8.substring(0, 30);
          Http.Answer answer =
              request.rangeHeader() == null
                  ? ScriptedHub.broken(part)
                  : ScriptedHub.missing("EntryNotFound");
          return weights ? answer : null;
        };
    assertThrows(GranaryException.class, () -> bench.download(quant("q8")));
    bench.budget = 40;
    bench.reconnect("with a budget");
    assertFalse(bench.hub.plan(bench.server.task(), quant("q8")).fits());
    bench.fetched();
    assertEquals(15L, fails(Code.QUOTA, () -> bench.download(quant("q8"))).details().get("needed"));
    assertEquals(List.of(), bench.fetched());
    bench.budget = 43;
    bench.reconnect("with a larger budget");
    bench.download(quant("q8"));
    assertEquals(Bench.Q8, bench.read("onnx/model_quantized.onnx"));
  }
}
