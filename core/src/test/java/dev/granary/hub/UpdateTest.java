package dev.granary.hub;

import static dev.granary.hub.Bench.Q4;
import static dev.granary.hub.Bench.Q8;
import static dev.granary.hub.Bench.fails;
import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.Bench.statuses;
import static dev.granary.hub.Bench.text;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.GranaryException.Code;
import dev.granary.file.OpenFile;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From one commit of a repository to the next. */
final class UpdateTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  @Test
  void anUpdateBringsOnlyWhatHasChanged() {
    String first = bench.server.commit("main");
    bench.download(quant("q4"));
    assertNull(bench.hub.checkForUpdate(bench.server.task(), REPO));
    String second = bench.server.with("config.json", "{\"v\":2}").with("new", "new").commit("main");
    Update update = bench.hub.checkForUpdate(bench.server.task(), REPO);
    assertEquals(new Update(first, second, List.of("config.json", "new")), update);
    // Nothing is taken away by having looked.
    assertEquals(first, bench.hub.get(REPO, null).manifest().commit());
    assertEquals("{}", bench.read("config.json"));
    OpenFile open = bench.hub.file(REPO, "config.json", null);
    assertEquals(7, bench.hub.plan(bench.server.task(), quant("q4")).missingBytes());
    bench.fetched();

    RepoState state = bench.download(quant("q4"));
    assertEquals(List.of("config.json"), bench.fetched());
    assertEquals(second, state.manifest().commit());
    assertEquals("{\"v\":2}", bench.read("config.json"));
    assertEquals(Q4, bench.read("onnx/model_q4.onnx"));
    assertEquals(second, bench.hub.get(REPO, null).manifest().commit());
    // The commit before is deleted with its files; a caller who has a file open reads on.
    assertNull(bench.hub.get(REPO, first));
    assertEquals(2, bench.stored().size());
    assertEquals(
        Set.of("+/onnx/model_q4.onnx", "-/onnx/model_q4.onnx", "-/config.json"),
        Set.copyOf(bench.server.changes));
    assertEquals("{}", text(open));
    assertNull(bench.hub.checkForUpdate(bench.server.task(), REPO));
  }

  @Test
  void anUpdateByItsCommitIsOneOfTheBranchToo() {
    bench.server.commit("main");
    bench.download(quant("q4"));
    String second = bench.server.with("onnx/model_q4.onnx", Q8).commit("main");
    assertEquals(second, bench.hub.checkForUpdate(bench.server.task(), REPO).latest());
    bench.fetched();
    bench.download(new Selection(REPO, second, "q4", List.of()));
    assertEquals(List.of("onnx/model_q4.onnx"), bench.fetched());
    assertEquals(second, bench.hub.get(REPO, null).manifest().commit());
  }

  @Test
  void anUpdateThatCannotBeHadTakesNothingAway() {
    String first = bench.server.commit("main");
    bench.download(quant("q4"));
    bench.server.with("onnx/model_q4.onnx", Q8 + Q4).commit("main");
    bench.hub.checkForUpdate(bench.server.task(), REPO);
    bench.server.offline = true;
    assertEquals(first, bench.download(quant("q4")).manifest().commit());
    assertEquals(Q4, bench.read("onnx/model_q4.onnx"));
    fails(Code.NETWORK, () -> bench.download(quant("q8")));
    assertEquals("q8 available 2, q4 downloaded 26", bench.statuses());
  }

  @Test
  void anUpdateLeavesOtherQuantsAndWhatIsPinned() {
    String first = bench.server.commit("main");
    bench.download(quant("q8"));
    bench.hub.download(bench.server.task(), quant("q4"), 1, true, bench.told::add);
    bench.download(paths("README.md"));
    bench.server.with("onnx/model_q4.onnx", "other weights").commit("main");
    bench.hub.scan(bench.server.task(), REPO, null);
    bench.download(quant("q4"));
    // What has not changed has been taken over; q4 is pinned, with its configuration.
    assertEquals("q8 downloaded 43, q4 downloaded 15", bench.statuses());
    assertEquals("Read me.", bench.read("README.md"));
    assertEquals("q8 available 2, q4 downloaded 26", statuses(bench.hub.get(REPO, first)));
    assertEquals(2, bench.hub.get(REPO, first).stored().size());
    List<String> names = bench.hub.list().stream().map(RepoState::revision).toList();
    assertEquals(Set.of("main", first), Set.copyOf(names));
    assertEquals(2, names.size());
    assertEquals(0, bench.hub.plan(bench.server.task(), quant("q8")).missingBytes());
  }

  @Test
  void aQuantThatHasChangedStaysAtItsCommitUntilItIsUpdated() {
    String first = bench.server.commit("main");
    bench.download(quant("q8"));
    bench.download(quant("q4"));
    bench
        .server
        .with("onnx/model_q4.onnx", "other weights")
        .with("onnx/model_quantized.onnx", "others, too")
        .commit("main");
    bench.hub.scan(bench.server.task(), REPO, null);
    bench.download(quant("q4"));
    assertEquals("q8 available 2, q4 downloaded 15", bench.statuses());
    assertEquals("q8 downloaded 43, q4 available 2", statuses(bench.hub.get(REPO, first)));
    bench.server.offline = true;
    assertEquals("q8 downloaded 43, q4 available 2", statuses(bench.download(quant("q8"))));
    assertEquals(
        "q8 downloaded 43, q4 available 2",
        statuses(bench.download(new Selection(REPO, first, "q8", List.of()))));
  }

  @Test
  void aFewFilesOfAnUpdateDoNotHideTheQuants() {
    String first = bench.server.commit("main");
    bench.download(quant("q4"));
    bench.server.with("README.md", "Again").commit("main");
    bench.hub.scan(bench.server.task(), REPO, null);
    bench.download(paths("README.md"));
    assertEquals(first, bench.hub.get(REPO, null).manifest().commit());
    assertEquals("Again", bench.read("README.md"));
    assertEquals("q8 available 2, q4 downloaded 26", bench.statuses());
  }

  @Test
  void aTakeOverThatFailsLeavesTheUpdateToBeMadeAgain() {
    bench.server.commit("main");
    bench.download(quant("q4"));
    bench.server.with("config.json", "[]").commit("main");
    bench.hub.checkForUpdate(bench.server.task(), REPO);
    bench.store.failAt(Step.FILE_ADOPT, 1, Fault.FAIL);
    fails(Code.FAILED, () -> bench.download(quant("q4")));
    assertEquals("q8 available 2, q4 downloaded 26", bench.statuses());
    bench.fetched();
    bench.download(quant("q4"));
    assertEquals(List.of("config.json"), bench.fetched());
  }
}
