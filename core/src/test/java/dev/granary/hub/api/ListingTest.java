package dev.granary.hub.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.http.Http.Answer;
import dev.granary.http.Http.Request;
import dev.granary.hub.ScriptedHub;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hub says of a repository, and how much of that is believed. */
final class ListingTest {
  private static final String SHA1 = "0123456789abcdef0123456789abcdef01234567";
  private static final String TREE = "/api/models/o/r/tree/";

  private final ScriptedHub hub = new ScriptedHub(null);

  private RepoManifest list() {
    return list("main");
  }

  private RepoManifest list(String revision) {
    Endpoint endpoint = new Endpoint(ScriptedHub.BASE);
    HubClient client = new HubClient(endpoint, hub, () -> hub.token, hub.waits::add, () -> 0);
    return Listing.of(client, ScriptedHub.REPO, revision);
  }

  private GranaryException fails(Code code) {
    GranaryException failure = assertThrows(GranaryException.class, this::list);
    assertEquals(code, failure.code(), failure.getMessage());
    assertEquals("o/r", failure.details().get("repo"));
    assertEquals("main", failure.details().get("revision"));
    return failure;
  }

  /** Lets the tree be this text. */
  private void tree(String text) {
    hub.script = on(TREE, request -> ScriptedHub.json(text));
  }

  private static Function<Request, Answer> on(String path, Function<Request, Answer> answer) {
    return request -> request.url().contains(path) ? answer.apply(request) : null;
  }

  @Test
  void filesComeWithSizesAndDigests() {
    String large = "a large file's content";
    String commit = hub.with("onnx/model.onnx", large).with("config.json", "{}").commit("main");
    RepoManifest manifest = list();
    assertEquals(commit, manifest.commit());
    assertEquals("text-generation", manifest.task());
    assertNull(manifest.library());
    // git hash-object of a file with these two characters.
    String git = "9e26dfeeb6e641a33dae4961196235bdb965b21b";
    assertEquals(
        List.of(
            new RepoFile("onnx/model.onnx", large.length(), ScriptedHub.sha256(large), null),
            new RepoFile("config.json", 2, null, git)),
        manifest.files());
  }

  @Test
  void theBranchIsPinnedToItsCommit() {
    String commit = hub.with("a", "1").commit("refs%2Fpr%2F1");
    list("refs/pr/1");
    assertEquals(
        List.of(
            "/api/models/o/r/revision/refs%2Fpr%2F1",
            TREE + commit + "?recursive=true&expand=false"),
        hub.asked);
  }

  @Test
  void pagesFollowEachOtherAtTheHubItself() {
    for (int i = 0; i < 7; i++) {
      hub.with("file" + i, "content");
    }
    String commit = hub.commit("main");
    hub.pageSize = 3;
    hub.token = "hf_secret";
    assertEquals(7, list().files().size());
    // The links lead elsewhere: of those only the cursor is taken.
    assertEquals(TREE + commit + "?recursive=true&cursor=6", hub.asked.get(3));
    assertEquals(4, hub.asked.size());
    assertEquals("Bearer hf_secret", hub.authorizations.get(3));
  }

  @Test
  void aListingThatNeverEndsIsRefused() {
    hub.with("a", "1").commit("main");
    String same = "<" + ScriptedHub.BASE + "/x?cursor=1>; rel=\"next\"";
    hub.script = on(TREE, request -> ScriptedHub.answer(200, "[]", "link", same));
    assertEquals("listing", fails(Code.INTEGRITY).details().get("reason"));
    assertEquals(3, hub.asked.size());
    hub.asked.clear();
    hub.script =
        on(
            TREE,
            request -> {
              String next = "<x?" + hub.asked.size() + ">; rel=\"next\"";
              return ScriptedHub.answer(200, "[]", "link", next);
            });
    fails(Code.INTEGRITY);
    assertEquals(1 + 100, hub.asked.size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<https://h/a?b=c&d>; rel=\"next\" | ?b=c&d",
        "<https://h/?p>; rel=\"prev\", <https://h/?n>; rel=\"next\" | ?n",
        "<https://h/?n>; rel=\"next\", <https://h/?l>; rel=\"last\" | ?n",
        "<https://h/?p>; rel=\"prev\" |",
        "<https://h/a>; rel=\"next\" |",
        "rel=\"next\" |",
        "<https://h/?n rel=\"next\" |",
        "<https://h/?n#m>; rel=\"next\" |",
        "<https://h/?n m>; rel=\"next\" |",
        "<https://h/?!~>; rel=\"next\" | ?!~",
        "<https://h/?n\u007f>; rel=\"next\" |",
      })
  void theNextPage(String link, String query) {
    assertEquals(query, Listing.nextQuery(link));
  }

  @Test
  void aListingHasNotMoreFilesThanAPageCanHold() {
    for (int i = 0; i < 20_001; i++) {
      hub.with("file" + i, "");
    }
    hub.commit("main");
    assertEquals(20_000, fails(Code.INVALID).details().get("limit"));
  }

  @Test
  void sizesAddUpToWhatCanBeCounted() {
    hub.commit("main");
    String half = "{\"type\":\"file\",\"size\":" + (1L << 52) + ",\"path\":";
    tree("[" + half + "\"a\"}," + half + "\"b\"}]");
    assertEquals("listing", fails(Code.INTEGRITY).details().get("reason"));
  }

  @Test
  void anotherCommitThanWasAskedForIsNoAnswer() {
    String first = hub.with("a", "1").commit("main");
    String second = hub.with("a", "2").commit("main");
    assertEquals(first, list(first).commit());
    hub.script =
        on("/revision/" + first, request -> ScriptedHub.json("{\"sha\":\"" + second + "\"}"));
    GranaryException failure = assertThrows(GranaryException.class, () -> list(first));
    assertEquals(Code.INTEGRITY, failure.code());
  }

  @Test
  void whatIsNoFileOfTheRepositoryIsPassedOver() {
    hub.with("a", "1").commit("main");
    String size = ",\"type\":\"file\",\"size\":1}";
    tree(
        "[{\"path\":\"../../etc/passwd\""
            + size
            + ",{\"path\":\"/etc/passwd\""
            + size
            + ",{\"path\":\"a//b\""
            + size
            + ",{\"path\":\"a\\u0000b\""
            + size
            + ",{\"path\":\"\\ud800\""
            + size
            + ",{\"path\":7"
            + size
            + ",{\"path\":\"onnx\",\"type\":\"directory\",\"size\":0}"
            + ",{\"path\":\"good\",\"oid\":\"nonsense\",\"lfs\":null,\"xetHash\":{\"a\":[]}"
            + size
            + ",{\"path\":\"good\",\"oid\":\""
            + SHA1
            + "\""
            + size
            + "]");
    assertEquals(List.of(new RepoFile("good", 1, null, null)), list().files());
  }

  /** The oid of a large file is that of a pointer, so it says nothing of the content. */
  @Test
  void aLargeFileWithoutADigestHasNone() {
    hub.with("a", "1").commit("main");
    tree(
        "[{\"path\":\"a\",\"type\":\"file\",\"size\":1,\"oid\":\""
            + SHA1
            + "\",\"lfs\":{\"oid\":\"zz\"}}]");
    assertEquals(List.of(new RepoFile("a", 1, null, null)), list().files());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "[1]",
        "[{\"path\":\"a\",\"type\":\"file\"}]",
        "[{\"path\":\"a\",\"type\":\"file\",\"size\":-1}]",
        "[{\"path\":\"a\",\"type\":\"file\",\"size\":9007199254740992}]",
        "[{\"path\":\"a\",\"type\":\"file\",\"size\":1.5}]",
        "[{\"path\":\"a\",\"type\":\"file\",\"size\":\"1\"}]",
        "[{\"path\":\"a\",\"type\":\"file\",\"size\":1,\"lfs\":[]}]",
        "[] []",
        "<!doctype html>",
      })
  void whatIsNoListingIsRefused(String text) {
    hub.with("a", "1").commit("main");
    tree(text);
    GranaryException failure = fails(Code.INTEGRITY);
    assertEquals("listing", failure.details().get("reason"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"sha\":\"main\"}", "{\"sha\":null}", "[]", "{\"sha\":{}}"})
  void withoutACommitThereIsNoListing(String text) {
    hub.script = on("/revision/", request -> ScriptedHub.json(text));
    fails(Code.INTEGRITY);
  }

  @Test
  void aCommitIsNeverAnother() {
    String commit = hub.with("a", "1").commit("main");
    assertEquals(commit, list(commit).commit());
    hub.script = on("/revision/", request -> ScriptedHub.json("{\"sha\":\"" + commit + "\"}"));
    assertEquals(commit, list("dev").commit());
    GranaryException failure = assertThrows(GranaryException.class, () -> list(SHA1));
    assertEquals(Code.INTEGRITY, failure.code());
  }

  @Test
  void anEndlessAnswerIsNotRead() {
    int[] read = {0};
    hub.script =
        request ->
            new Answer(
                200,
                name -> null,
                (into, offset, length) -> {
                  read[0] += length;
                  return length;
                });
    fails(Code.INTEGRITY);
    assertEquals((1 << 23) + (1 << 16), read[0]);
  }

  @ParameterizedTest
  @CsvSource({
    "404,RepoNotFound,NOT_FOUND",
    "404,RevisionNotFound,NOT_FOUND",
    "404,,NOT_FOUND",
    "401,RepoNotFound,NOT_FOUND",
    "401,,NOT_FOUND",
    "401,GatedRepo,GATED",
    "403,GatedRepo,GATED",
    "403,,HTTP",
    "400,,HTTP",
  })
  void refusals(int status, String code, Code expected) {
    hub.token = "hf_secret";
    hub.script =
        request ->
            code == null
                ? ScriptedHub.answer(status, "no")
                : ScriptedHub.answer(status, "no", "x-error-code", code);
    GranaryException failure = fails(expected);
    assertEquals(status, failure.details().get("status"));
    assertTrue(failure.getMessage().contains("o/r"), failure.getMessage());
    assertEquals(1, hub.asked.size());
    assertFalse((failure.getMessage() + failure.details()).contains("secret"));
  }

  @Test
  void whatMayPassIsAskedForAgain() {
    hub.with("a", "1").commit("main");
    hub.script = request -> hub.asked.size() < 3 ? ScriptedHub.answer(503, "") : null;
    assertEquals(1, list().files().size());
    assertEquals(4, hub.asked.size());
    assertEquals(2, hub.waits.size());
  }

  @Test
  void anAnswerThatBreaksOffIsAskedForAgain() {
    hub.with("a", "1").commit("main");
    hub.script =
        request ->
            hub.asked.size() > 1
                ? null
                : new Answer(
                    200,
                    name -> null,
                    (into, offset, length) -> {
                      throw new GranaryException(Code.NETWORK, "The line is lost.");
                    });
    assertEquals(1, list().files().size());
    hub.offline = true;
    hub.asked.clear();
    fails(Code.NETWORK);
    assertEquals(6, hub.asked.size());
  }

  @Test
  void theTokenIsAskedForEachTime() {
    hub.with("a", "1").commit("main");
    hub.token = "first";
    hub.script =
        request -> {
          hub.token = "second";
          return null;
        };
    list();
    assertEquals(List.of("Bearer first", "Bearer second"), hub.authorizations);
    hub.token = "";
    hub.script = request -> null;
    hub.authorizations.clear();
    list();
    assertEquals(List.of("null", "null"), hub.authorizations);
  }
}
