package dev.granary.hub;

import static dev.granary.hub.Bench.fails;
import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
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
    Plan plan = bench.hub.plan(bench.server, wanted);
    assertEquals(3, plan.files().size());
    assertEquals(26, plan.bytes());
    assertEquals(26, plan.missingBytes());
    assertTrue(plan.fits());
    bench.download(paths("config.json"));
    plan = bench.hub.plan(bench.server, wanted);
    assertEquals(Set.of("config.json"), plan.stored());
    assertEquals(24, plan.missingBytes());
    bench.fetched();
    bench.download(wanted);
    assertEquals(List.of("onnx/model_q4.onnx"), bench.fetched());
    assertEquals("{}", bench.read("config_copy.json"));
    assertEquals(0, bench.hub.plan(bench.server, wanted).missingBytes());
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
    fails(Code.INVALID, () -> bench.hub.plan(bench.server, paths()));
    assertEquals(List.of(), bench.fetched());
  }

  @Test
  void whatCannotFitIsNotBegun() {
    bench.server.commit("main");
    bench.budget = 40;
    bench.reconnect("with a budget");
    assertTrue(bench.hub.plan(bench.server, quant("q4")).fits());
    assertFalse(bench.hub.plan(bench.server, quant("q8")).fits());
    bench.fetched();
    fails(Code.QUOTA, () -> bench.download(quant("q8")));
    assertEquals(List.of(), bench.fetched());
    assertEquals("q8 failed 0, q4 available 0", bench.statuses());
    bench.download(quant("q4"));
    // Half of it is here, but to evict that half for the other would gain nothing.
    assertFalse(bench.hub.plan(bench.server, quant("q8")).fits());
  }
}
