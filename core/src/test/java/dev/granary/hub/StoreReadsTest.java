package dev.granary.hub;

import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.GranaryException.Code;
import dev.granary.store.Batch;
import dev.granary.store.Step;
import org.junit.jupiter.api.Test;

/**
 * One read of a repository serves a whole call, and a call reads again only behind the network.
 * Each text tells how many reads fetch and decode a whole repository, and how many reads there are
 * at all. Three small reads of each fetched file are the shared download's: whether the file is
 * stored, which content the key has before, and whether garbage is left behind.
 */
final class StoreReadsTest {
  private final Bench bench = new Bench();
  private final ScriptedHub server = bench.server;
  private final Hub hub = bench.hub;

  private void reads(String expected, Runnable call) {
    bench.reads.take();
    call.run();
    assertEquals(expected, bench.reads.take());
  }

  private void scan() {
    hub.scan(server.task(), REPO, null);
  }

  private void download() {
    bench.download(quant("q4"));
  }

  private void get() {
    hub.get(REPO, null);
  }

  @Test
  void aScanReadsBehindTheNetwork() {
    server.commit("main");
    reads("1 of 1", this::scan);
    reads("1 of 1", this::scan);
  }

  @Test
  void aQuestionReadsOnce() {
    reads("1 of 1", this::get);
    server.commit("main");
    scan();
    reads("1 of 1", this::get);
    reads("1 of 1", () -> hub.file(REPO, "config.json", null));
    download();
    // Opening the file is a read of its own.
    reads("1 of 2", () -> hub.file(REPO, "config.json", null));
  }

  @Test
  void aListReadsTwiceHoweverManyRepositoriesThereAre() {
    reads("0 of 1", hub::list);
    server.commit("main");
    scan();
    Batch.Builder others = Batch.of(Step.REPO_PUT, 0);
    for (String repo : new String[] {"a/b", "c/d"}) {
      others.put(new RepoBranch(repo, "main", 0, "x", "x").row());
    }
    bench.store.commit(others.build());
    reads("0 of 2", hub::list);
  }

  @Test
  void aPlanReadsOnceAndAgainBehindTheNetwork() {
    server.commit("main");
    // The last read asks for the totals.
    reads("2 of 3", () -> hub.plan(server.task(), quant("q4")));
    reads("1 of 2", () -> hub.plan(server.task(), quant("q4")));
  }

  @Test
  void aDownloadReadsBeforeTheNetworkAndBehindIt() {
    server.commit("main");
    // Before the scan, behind the scan, and behind the files.
    reads("3 of 18", this::download);
    reads("1 of 1", this::download);
    // A pin reads the file that it pins.
    reads("1 of 3", () -> hub.download(server.task(), quant("q4"), 3, true, bench.told::add));
    reads(
        "2 of 11", () -> hub.download(server.task(), paths("README.md"), 3, true, bench.told::add));
  }

  @Test
  void anUpdateReadsBeforeTheNetworkAndBehindIt() {
    server.commit("main");
    download();
    bench.download(paths("README.md"));
    server.with("onnx/model_q4.onnx", "other weights").commit("main");
    reads("2 of 2", () -> hub.checkForUpdate(server.task(), REPO));
    // README.md is taken over from the commit before, and a third read follows before the deletion.
    reads("3 of 12", this::download);
    reads("2 of 2", () -> hub.checkForUpdate(server.task(), REPO));
  }

  @Test
  void aFailureReadsAgain() {
    server.commit("main");
    scan();
    server.script =
        request ->
            request.url().contains("/resolve/") ? ScriptedHub.missing("EntryNotFound") : null;
    reads("2 of 7", () -> Bench.fails(Code.NOT_FOUND, this::download));
  }

  @Test
  void aDeletionReadsUntilNothingIsLeft() {
    server.commit("main");
    download();
    reads("1 of 1", () -> hub.delete(REPO, "q4"));
    reads("2 of 2", () -> hub.delete(REPO, null));
    reads("1 of 1", () -> hub.delete(REPO, null));
  }
}
