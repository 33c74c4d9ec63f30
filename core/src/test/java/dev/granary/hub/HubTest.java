package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.cache.Room;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.FileInfo;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.manifest.FileManifest;
import dev.granary.manifest.FileSpec;
import dev.granary.manifest.RepoManifest;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hub's repositories, from the listing to the last deletion. */
final class HubTest {
  private static final String REPO = ScriptedHub.REPO;
  private static final String Q4 = "the weights in four bits";
  private static final String Q8 = "the weights in eight bits, which are more";

  private final GlassStore disk = new GlassStore();
  private final FaultyStore store = new FaultyStore(disk);
  private final Set<String> dead = new HashSet<>();
  private final List<Progress> told = new ArrayList<>();
  private long budget = Batch.UNLIMITED;
  private Session session = session("first");
  private Files files = new Files(session);
  private ScriptedHub server = server();
  private Hub hub = server.hub(files);

  private Session session(String owner) {
    return Session.open(
        store,
        () -> 1_800_000_000_000L,
        () -> journal -> !dead.contains(journal.owner()),
        owner,
        Digests.JAVA,
        new ChunkLayout(4),
        budget,
        Verify.FIRST_READ,
        Room.UNKNOWN);
  }

  private ScriptedHub server() {
    return new ScriptedHub(session)
        .with("onnx/model_q4.onnx", Q4)
        .with("onnx/model_quantized.onnx", Q8)
        .with("config.json", "{}")
        .with("README.md", "Read me.");
  }

  /** Another session begins: nothing that the last one only knew is known any more. */
  private void reconnect(String owner) {
    dead.add("first");
    session = session(owner);
    files = new Files(session);
    ScriptedHub again = new ScriptedHub(session);
    again.commits.putAll(server.commits);
    again.branches.putAll(server.branches);
    again.offline = server.offline;
    server = again;
    hub = server.hub(files);
  }

  @AfterEach
  void totalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
    assertEquals(0, session.buffers().count());
  }

  private static Wanted quant(String name) {
    return new Wanted(REPO, null, name, List.of());
  }

  private static Wanted paths(String... paths) {
    return new Wanted(REPO, null, null, List.of(paths));
  }

  private RepoState download(Wanted wanted) {
    return hub.download(server, wanted, 3, null, told::add);
  }

  private static GranaryException fails(Code code, Runnable work) {
    GranaryException failure = assertThrows(GranaryException.class, work::run);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  private static String text(OpenFile file) {
    byte[] bytes = file.bytes(0, file.manifest().size());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Statuses by name, with what is loaded. */
  private static String statuses(RepoState state) {
    StringBuilder out = new StringBuilder();
    for (QuantState quant : state.quants()) {
      out.append(out.isEmpty() ? "" : ", ").append(quant.quant().name()).append(' ');
      out.append(quant.status().label()).append(' ').append(quant.loaded());
    }
    return out.toString();
  }

  private String statuses() {
    return statuses(hub.get(REPO, null));
  }

  /** The requests for files since it was last asked for. */
  private List<String> fetched() {
    List<String> paths = new ArrayList<>();
    for (String asked : server.asked) {
      int resolve = asked.indexOf("/resolve/");
      if (resolve >= 0) {
        paths.add(asked.substring(resolve + 9 + 41));
      }
    }
    server.asked.clear();
    return paths;
  }

  private List<String> stored() {
    List<String> keys = new ArrayList<>();
    for (FileInfo file : files.list("")) {
      keys.add(file.key());
    }
    return keys;
  }

  @Test
  void aScanIsRemembered() {
    String commit = server.commit("main");
    RepoState scanned = hub.scan(server, REPO, null);
    assertEquals("q8 available 0, q4 available 0", statuses(scanned));
    assertEquals("main", scanned.revision());
    reconnect("second");
    server.offline = true;
    RepoState state = hub.get(REPO, null);
    assertEquals(commit, state.manifest().commit());
    assertEquals("main", state.revision());
    assertEquals(scanned.manifest(), state.manifest());
    assertEquals(List.of(state), hub.list());
    assertEquals(commit, hub.get(REPO, commit).manifest().commit());
    assertNull(hub.get(REPO, "other"));
    assertNull(hub.get("o/other", null));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    server.commit("main");
    fails(Code.NOT_FOUND, () -> hub.scan(server, "o/absent", null));
    fails(Code.NOT_FOUND, () -> hub.scan(server, REPO, "absent"));
    fails(Code.INVALID, () -> hub.scan(server, "o/../r", null));
    fails(Code.INVALID, () -> hub.scan(server, REPO, "../main"));
    assertEquals(List.of(), disk.rows(Table.REPOS));
  }

  @Test
  void aQuantIsDownloadedWithAllItNeeds() {
    String commit = server.commit("main");
    RepoState state = download(quant("q4"));
    assertEquals(List.of("onnx/model_q4.onnx", "config.json"), fetched());
    assertEquals("q8 available 2, q4 downloaded 26", statuses(state));
    assertEquals(Set.of("config.json", "onnx/model_q4.onnx"), state.stored());
    FileManifest manifest = files.find(REPO + "@" + commit + "/onnx/model_q4.onnx");
    assertEquals(ScriptedHub.sha256(Q4), manifest.sha256());
    assertEquals(
        ScriptedHub.BASE + "/o/r/resolve/" + commit + "/onnx/model_q4.onnx",
        manifest.origin().url());
    assertEquals(Q4, text(hub.file(REPO, "onnx/model_q4.onnx", null)));
    assertNull(hub.file(REPO, "onnx/model_quantized.onnx", null));
    assertNull(hub.file("o/other", "config.json", null));
  }

  @Test
  void whatIsWholeNeedsNoNetwork() {
    server.commit("main");
    download(quant("q4"));
    reconnect("second");
    server.offline = true;
    assertEquals("q8 available 2, q4 downloaded 26", statuses(download(quant("q4"))));
    assertEquals(List.of(), server.asked);
    assertEquals(Q4, text(hub.file(REPO, "onnx/model_q4.onnx", "main")));
    GranaryException failure = fails(Code.NETWORK, () -> download(quant("q8")));
    assertEquals("onnx/model_quantized.onnx", failure.details().get("file"));
    assertEquals("q8 failed 2, q4 downloaded 26", statuses());
    reconnect("third");
    assertEquals("q8 available 2, q4 downloaded 26", statuses());
  }

  @Test
  void withoutAQuantOneIsToldWhatThereIs() {
    server.commit("main");
    GranaryException failure = fails(Code.INVALID, () -> download(paths()));
    String list = "q8 (43 bytes), q4 (26 bytes).";
    assertTrue(failure.getMessage().endsWith(list), failure.getMessage());
    assertEquals(Map.of("q8", 43L, "q4", 26L), failure.details().get("quants"));
    failure = fails(Code.INVALID, () -> download(quant("q5")));
    assertTrue(failure.getMessage().startsWith("There is no quant \"q5\""), failure.getMessage());
    assertTrue(failure.getMessage().endsWith(list), failure.getMessage());
    failure = fails(Code.NOT_FOUND, () -> download(paths("config.json", "absent")));
    assertEquals("absent", failure.details().get("file"));
    fails(Code.INVALID, () -> hub.plan(server, paths()));
    assertEquals(List.of(), fetched());
  }

  @Test
  void theTokenIsSentToTheHubWithEachRequest() {
    server.commit("main");
    server.token = "hf_secret";
    server.script =
        request -> {
          server.token = "another";
          return null;
        };
    download(quant("q4"));
    String first = "Bearer hf_secret";
    String next = "Bearer another";
    assertEquals(List.of(first, next, next, next), server.authorizations);
    for (Table table : Table.values()) {
      assertFalse(disk.rows(table).toString().contains("secret"));
    }
  }

  @Test
  void filesAreDownloadedByTheirPaths() {
    server.commit("main");
    download(paths("README.md", "README.md"));
    assertEquals(List.of("README.md"), fetched());
    assertEquals("Read me.", text(hub.file(REPO, "README.md", null)));
    assertEquals("q8 available 0, q4 available 0", statuses());
    download(new Wanted(REPO, null, "q4", List.of("README.md")));
    assertEquals(List.of("onnx/model_q4.onnx", "config.json"), fetched());
  }

  @Test
  void aPlanTellsWhatWouldCome() {
    server.with("config_copy.json", "{}").commit("main");
    Wanted wanted = new Wanted(REPO, null, "q4", List.of("config_copy.json"));
    Plan plan = hub.plan(server, wanted);
    assertEquals(3, plan.files().size());
    assertEquals(26, plan.bytes());
    assertEquals(26, plan.missingBytes());
    assertTrue(plan.fits());
    download(paths("config.json"));
    plan = hub.plan(server, wanted);
    assertEquals(Set.of("config.json"), plan.stored());
    assertEquals(24, plan.missingBytes());
    fetched();
    download(wanted);
    assertEquals(List.of("onnx/model_q4.onnx"), fetched());
    assertEquals("{}", text(hub.file(REPO, "config_copy.json", null)));
    assertEquals(0, hub.plan(server, wanted).missingBytes());
  }

  @Test
  void ofTheSameContentOneIsFetched() {
    server.with("copy.onnx", Q4).with("onnx/model_q4.onnx_data", Q4).commit("main");
    download(new Wanted(REPO, null, "q4", List.of("copy.onnx")));
    assertEquals(List.of("onnx/model_q4.onnx", "config.json"), fetched());
    assertEquals(Q4, text(hub.file(REPO, "copy.onnx", null)));
    assertEquals(Q4, text(hub.file(REPO, "onnx/model_q4.onnx_data", null)));
  }

  @Test
  void whatCannotFitIsNotBegun() {
    server.commit("main");
    budget = 40;
    reconnect("with a budget");
    assertTrue(hub.plan(server, quant("q4")).fits());
    assertFalse(hub.plan(server, quant("q8")).fits());
    fetched();
    fails(Code.QUOTA, () -> download(quant("q8")));
    assertEquals(List.of(), fetched());
    assertEquals("q8 failed 0, q4 available 0", statuses());
    download(quant("q4"));
    // Half of it is here, but to evict that half for the other would gain nothing.
    assertFalse(hub.plan(server, quant("q8")).fits());
  }

  @Test
  void oneProgressForAll() {
    server.commit("main");
    download(paths("config.json"));
    told.clear();
    download(quant("q4"));
    assertEquals(new Progress("plan", null, 2, 1, 2, 26, 0), told.get(0));
    Progress end = told.get(told.size() - 1);
    assertEquals(new Progress("done", "onnx/model_q4.onnx", 2, 2, 26, 26, end.speed()), end);
    long loaded = 0;
    for (Progress each : told) {
      assertTrue(each.loaded() >= loaded && each.loaded() <= 26, told.toString());
      loaded = each.loaded();
    }
  }

  @Test
  void oneFailureLeavesWhatOthersHaveDone() {
    server.commit("main");
    server.script =
        request -> request.url().endsWith(".onnx") ? ScriptedHub.missing("EntryNotFound") : null;
    GranaryException failure = fails(Code.NOT_FOUND, () -> download(quant("q4")));
    assertEquals("onnx/model_q4.onnx", failure.details().get("file"));
    assertEquals(404, failure.details().get("status"));
    RepoState state = hub.get(REPO, null);
    assertEquals("q8 available 0, q4 failed 0", statuses(state));
    assertTrue(state.quants().get(1).error().contains("does not have this file"));
    server.script = request -> null;
    assertEquals("q8 available 2, q4 downloaded 26", statuses(download(quant("q4"))));
  }

  @Test
  void wrongBytesAreNeverAFile() {
    server.commit("main");
    server.script =
        request ->
            request.url().endsWith("_q4.onnx")
                ? ScriptedHub.answer(200, Q4.replace('f', 'g'))
                : request.url().endsWith("config.json") ? ScriptedHub.answer(200, "[]") : null;
    assertEquals(
        ScriptedHub.sha256(Q4),
        fails(Code.INTEGRITY, () -> download(quant("q4"))).details().get("expected"));
    GranaryException failure = fails(Code.INTEGRITY, () -> download(paths("config.json")));
    assertEquals("config.json", failure.details().get("file"));
    assertEquals(List.of(), stored());
  }

  @Test
  void anUnfinishedQuantIsPausedAndGoneOnWith() {
    server.commit("main");
    server.script =
        request ->
            request.url().endsWith("_q4.onnx") && request.from() > 0
                ? ScriptedHub.answer(403, "")
                : request.url().endsWith("_q4.onnx") ? broken(Q4.substring(0, 10)) : null;
    fails(Code.HTTP, () -> download(quant("q4")));
    assertEquals("q8 available 0, q4 failed 8", statuses());
    reconnect("second");
    assertEquals("q8 available 0, q4 paused 8", statuses());
    assertEquals(18, hub.plan(server, quant("q4")).missingBytes());
    fetched();
    server.script = request -> request.from() == 8 ? ScriptedHub.part(Q4, 8) : null;
    assertEquals("q8 available 2, q4 downloaded 26", statuses(download(quant("q4"))));
    assertEquals(List.of("onnx/model_q4.onnx bytes=8-", "config.json"), fetched());
  }

  /** An answer that breaks off. */
  private static Http.Answer broken(String text) {
    Http.Answer whole = ScriptedHub.answer(200, text);
    return new Http.Answer(
        200,
        whole.headers(),
        (into, offset, length) -> {
          int read = whole.body().read(into, offset, length);
          if (read < 0) {
            throw new GranaryException(Code.NETWORK, "The line is lost.");
          }
          return read;
        });
  }

  @Test
  void whoIsAtItIsSeen() {
    server.commit("main");
    String[] seen = {null};
    server.script =
        request -> {
          if (request.url().endsWith("_q4.onnx")) {
            seen[0] = statuses();
          }
          return null;
        };
    download(quant("q4"));
    assertEquals("q8 available 0, q4 downloading 0", seen[0]);
  }

  @Test
  void pinsAreOfAllFiles() {
    String commit = server.commit("main");
    download(paths("config.json"));
    hub.download(server, quant("q4"), 1, true, told::add);
    String key = REPO + "@" + commit + "/";
    assertTrue(files.find(key + "config.json").pinned());
    assertTrue(files.find(key + "onnx/model_q4.onnx").pinned());
    download(quant("q4"));
    assertTrue(files.find(key + "config.json").pinned());
    hub.download(server, quant("q4"), 1, false, told::add);
    assertFalse(files.find(key + "onnx/model_q4.onnx").pinned());
  }

  @Test
  void anUpdateBringsOnlyWhatHasChanged() {
    String first = server.commit("main");
    download(quant("q4"));
    assertNull(hub.checkForUpdate(server, REPO));
    String second = server.with("config.json", "{\"v\":2}").with("new", "new").commit("main");
    Update update = hub.checkForUpdate(server, REPO);
    assertEquals(new Update(first, second, List.of("config.json", "new")), update);
    // Nothing is taken away by having looked.
    assertEquals(first, hub.get(REPO, null).manifest().commit());
    assertEquals("{}", text(hub.file(REPO, "config.json", null)));
    OpenFile open = hub.file(REPO, "config.json", null);
    assertEquals(7, hub.plan(server, quant("q4")).missingBytes());
    fetched();

    RepoState state = download(quant("q4"));
    assertEquals(List.of("config.json"), fetched());
    assertEquals(second, state.manifest().commit());
    assertEquals("{\"v\":2}", text(hub.file(REPO, "config.json", null)));
    assertEquals(Q4, text(hub.file(REPO, "onnx/model_q4.onnx", null)));
    assertEquals(second, hub.get(REPO, null).manifest().commit());
    // The commit before has gone with what nobody needs any more; who has it open reads on.
    assertNull(hub.get(REPO, first));
    assertEquals(2, stored().size());
    assertEquals(
        Set.of("+/onnx/model_q4.onnx", "-/onnx/model_q4.onnx", "-/config.json"),
        Set.copyOf(server.changes));
    assertEquals("{}", text(open));
    assertNull(hub.checkForUpdate(server, REPO));
  }

  @Test
  void anUpdateByItsCommitIsOneOfTheBranchToo() {
    server.commit("main");
    download(quant("q4"));
    String second = server.with("onnx/model_q4.onnx", Q8).commit("main");
    assertEquals(second, hub.checkForUpdate(server, REPO).latest());
    fetched();
    download(new Wanted(REPO, second, "q4", List.of()));
    assertEquals(List.of("onnx/model_q4.onnx"), fetched());
    assertEquals(second, hub.get(REPO, null).manifest().commit());
  }

  @Test
  void anUpdateThatCannotBeHadTakesNothingAway() {
    String first = server.commit("main");
    download(quant("q4"));
    server.with("onnx/model_q4.onnx", Q8 + Q4).commit("main");
    hub.checkForUpdate(server, REPO);
    server.offline = true;
    assertEquals(first, download(quant("q4")).manifest().commit());
    assertEquals(Q4, text(hub.file(REPO, "onnx/model_q4.onnx", null)));
    fails(Code.NETWORK, () -> download(quant("q8")));
    assertEquals("q8 available 2, q4 downloaded 26", statuses());
  }

  @Test
  void anUpdateLeavesOtherQuantsAndWhatIsPinned() {
    String first = server.commit("main");
    download(quant("q8"));
    hub.download(server, quant("q4"), 1, true, told::add);
    download(paths("README.md"));
    server.with("onnx/model_q4.onnx", "other weights").commit("main");
    hub.scan(server, REPO, null);
    download(quant("q4"));
    // What has not changed has been taken over; q4 is pinned, with its configuration.
    assertEquals("q8 downloaded 43, q4 downloaded 15", statuses());
    assertEquals("Read me.", text(hub.file(REPO, "README.md", null)));
    assertEquals("q8 available 2, q4 downloaded 26", statuses(hub.get(REPO, first)));
    assertEquals(2, hub.get(REPO, first).stored().size());
    assertEquals(2, hub.list().size());
    assertEquals(0, hub.plan(server, quant("q8")).missingBytes());
  }

  @Test
  void aQuantThatHasChangedStaysAtItsCommitUntilItIsUpdated() {
    String first = server.commit("main");
    download(quant("q8"));
    download(quant("q4"));
    server
        .with("onnx/model_q4.onnx", "other weights")
        .with("onnx/model_quantized.onnx", "others, too")
        .commit("main");
    hub.scan(server, REPO, null);
    download(quant("q4"));
    assertEquals("q8 available 2, q4 downloaded 15", statuses());
    assertEquals("q8 downloaded 43, q4 available 2", statuses(hub.get(REPO, first)));
    server.offline = true;
    assertEquals("q8 downloaded 43, q4 available 2", statuses(download(quant("q8"))));
    assertEquals(
        "q8 downloaded 43, q4 available 2",
        statuses(download(new Wanted(REPO, first, "q8", List.of()))));
  }

  @Test
  void aFewFilesOfAnUpdateDoNotHideTheQuants() {
    String first = server.commit("main");
    download(quant("q4"));
    server.with("README.md", "Again").commit("main");
    hub.scan(server, REPO, null);
    download(paths("README.md"));
    assertEquals(first, hub.get(REPO, null).manifest().commit());
    assertEquals("Again", text(hub.file(REPO, "README.md", null)));
    assertEquals("q8 available 2, q4 downloaded 26", statuses());
  }

  @Test
  void aBranchOfWhichNothingIsHereMovesByBeingScanned() {
    server.commit("main");
    hub.scan(server, REPO, null);
    String second = server.with("config.json", "[]").commit("main");
    hub.scan(server, REPO, null);
    assertEquals(second, hub.get(REPO, null).manifest().commit());
    assertEquals(second, download(quant("q4")).manifest().commit());
  }

  @Test
  void deletingAQuantKeepsWhatOthersShare() {
    server.commit("main");
    assertNull(hub.delete(REPO, "q4"));
    download(quant("q4"));
    download(quant("q8"));
    assertEquals(1, hub.delete(REPO, "q4").size());
    assertEquals("q8 downloaded 43, q4 available 2", statuses());
    assertNotNull(hub.delete(REPO, "q8"));
    assertEquals("q8 available 0, q4 available 0", statuses());
    assertNull(hub.delete(REPO, "q8"));
    assertEquals(List.of(), stored());
  }

  @Test
  void deletingARepositoryLeavesNothingOfIt() {
    server.commit("main");
    download(quant("q4"));
    server.with("config.json", "[]").commit("dev");
    hub.download(server, new Wanted(REPO, "dev", "q8", List.of()), 3, null, told::add);
    files.put(
        "o/r2@x/a",
        new ChunkSource() {
          @Override
          public int chunk(int index, ChunkBuffer into) {
            return 0;
          }
        },
        FileSpec.ANY,
        Cancel.NEVER);
    assertEquals(4, hub.delete(REPO, null).size());
    assertEquals(List.of("o/r2@x/a"), stored());
    assertEquals(List.of(), disk.rows(Table.REPOS));
    assertEquals(List.of(), disk.rows(Table.JOURNALS));
    assertNull(hub.delete(REPO, null));
    assertNull(hub.get(REPO, null));
  }

  @Test
  void oneDamagedManifestHarmsNoOther() {
    server.commit("main");
    download(quant("q4"));
    String second = server.with("config.json", "[]").commit("dev");
    hub.scan(server, REPO, "dev");
    Batch damage =
        Batch.of(Step.REPO_PUT, 0).put(Row.repository(REPO + "@" + second, "{}")).build();
    assertTrue(store.commit(damage).committed());
    assertEquals(1, hub.list().size());
    assertNull(hub.get(REPO, "dev"));
    assertEquals("q8 available 2, q4 downloaded 26", statuses());
    assertEquals(second, hub.scan(server, REPO, "dev").manifest().commit());
    assertEquals(2, hub.list().size());
  }

  @Test
  void aTakeOverThatFailsLeavesTheUpdateToBeMadeAgain() {
    server.commit("main");
    download(quant("q4"));
    server.with("config.json", "[]").commit("main");
    hub.checkForUpdate(server, REPO);
    store.failAt(Step.FILE_ADOPT, 1, Fault.FAIL);
    fails(Code.FAILED, () -> download(quant("q4")));
    assertEquals("q8 available 2, q4 downloaded 26", statuses());
    fetched();
    download(quant("q4"));
    assertEquals(List.of("config.json"), fetched());
  }

  @Test
  void theManifestIsReadAsItWasWritten() {
    server.commit("main");
    hub.scan(server, REPO, null);
    RepoManifest manifest = hub.get(REPO, null).manifest();
    assertEquals(manifest, RepoManifest.decode(manifest.key(), manifest.encode()));
  }
}
