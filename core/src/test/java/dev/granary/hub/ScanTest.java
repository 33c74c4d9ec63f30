package dev.granary.hub;

import static dev.granary.hub.Bench.fails;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.Bench.statuses;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException.Code;
import dev.granary.store.Batch;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a scan tells of a hub's repository, and what is remembered of it. */
final class ScanTest {
  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsCountedWrong() {
    bench.assertTotalsEqualARecount();
  }

  @Test
  void aScanIsRemembered() {
    String commit = bench.server.commit("main");
    RepoState scanned = bench.hub.scan(bench.server, REPO, null);
    assertEquals("q8 available 0, q4 available 0", statuses(scanned));
    assertEquals("main", scanned.revision());
    bench.reconnect("second");
    bench.server.offline = true;
    RepoState state = bench.hub.get(REPO, null);
    assertEquals(commit, state.manifest().commit());
    assertEquals("main", state.revision());
    assertEquals(scanned.manifest(), state.manifest());
    assertEquals(List.of(state), bench.hub.list());
    assertEquals(commit, bench.hub.get(REPO, commit).manifest().commit());
    assertNull(bench.hub.get(REPO, "other"));
    assertNull(bench.hub.get("o/other", null));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    bench.server.commit("main");
    fails(Code.NOT_FOUND, () -> bench.hub.scan(bench.server, "o/absent", null));
    fails(Code.NOT_FOUND, () -> bench.hub.scan(bench.server, REPO, "absent"));
    fails(Code.INVALID, () -> bench.hub.scan(bench.server, "o/../r", null));
    fails(Code.INVALID, () -> bench.hub.scan(bench.server, REPO, "../main"));
    assertEquals(List.of(), bench.disk.rows(Table.REPOS));
  }

  @Test
  void theManifestIsReadAsItWasWritten() {
    bench.server.commit("main");
    bench.hub.scan(bench.server, REPO, null);
    RepoManifest manifest = bench.hub.get(REPO, null).manifest();
    assertEquals(manifest, RepoManifest.decode(manifest.key(), manifest.encode()));
  }

  @Test
  void oneDamagedManifestHarmsNoOther() {
    bench.server.commit("main");
    bench.download(quant("q4"));
    String second = bench.server.with("config.json", "[]").commit("dev");
    bench.hub.scan(bench.server, REPO, "dev");
    Batch damage =
        Batch.of(Step.REPO_PUT, 0)
            .put(new Row(Table.REPOS, REPO + "@" + second, Row.UNSTAMPED, 2, List.of(), "{}"))
            .build();
    assertTrue(bench.store.commit(damage).committed());
    assertEquals(1, bench.hub.list().size());
    assertNull(bench.hub.get(REPO, "dev"));
    assertEquals("q8 available 2, q4 downloaded 26", bench.statuses());
    assertEquals(second, bench.hub.scan(bench.server, REPO, "dev").manifest().commit());
    assertEquals(2, bench.hub.list().size());
  }

  @Test
  void aBranchOfWhichNothingIsHereMovesByBeingScanned() {
    bench.server.commit("main");
    bench.hub.scan(bench.server, REPO, null);
    String second = bench.server.with("config.json", "[]").commit("main");
    bench.hub.scan(bench.server, REPO, null);
    assertEquals(second, bench.hub.get(REPO, null).manifest().commit());
    assertEquals(second, bench.download(quant("q4")).manifest().commit());
  }
}
