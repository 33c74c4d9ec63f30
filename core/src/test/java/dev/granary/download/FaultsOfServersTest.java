package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.changed;
import static dev.granary.download.ScriptedServer.drop;
import static dev.granary.download.ScriptedServer.flip;
import static dev.granary.download.ScriptedServer.ignoreRange;
import static dev.granary.download.ScriptedServer.longBody;
import static dev.granary.download.ScriptedServer.noLine;
import static dev.granary.download.ScriptedServer.page;
import static dev.granary.download.ScriptedServer.shortBody;
import static dev.granary.download.ScriptedServer.status;
import static dev.granary.download.ScriptedServer.wrongRange;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.http.Http;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that with any fault of a server the right file is stored, or no file and the error is
 * typed.
 */
final class FaultsOfServersTest {
  private static final FileSpec DIGEST = Bench.digest(CONTENT);

  private final Bench bench = new Bench();

  @AfterEach
  void nothingIsLeftBehind() {
    bench.now += 8 * 24 * 3600_000L;
    bench.assertNothingIsLeftBehind();
  }

  private void assertBrought(FileSpec spec, String... asked) {
    String brought = bench.fetch(spec);
    assertEquals(bench.server.content, brought);
    assertEquals(brought, bench.read());
    assertEquals(List.of(asked), bench.server.asked);
  }

  private GranaryException refused(Code code, FileSpec spec, String... asked) {
    GranaryException failure = fails(code, () -> bench.fetch(spec));
    assertEquals(List.of(asked), bench.server.asked);
    assertEquals("k", failure.details().get("key"));
    assertNull(bench.read());
    return failure;
  }

  /** Stores some bytes, and ends their writer. */
  private void interrupted(FileSpec spec) {
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, spec, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    assertEquals(8, bench.journal().watermark());
    bench.dieAndReconnect("after an interruption");
    bench.server.asked.clear();
    bench.server.sent = 0;
  }

  // --- refusals ---

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 204, 304, 301})
  void aRefusalThatWillNotPassIsToldAtOnce(int status) {
    bench.server.then(status(status));
    GranaryException failure = refused(Code.HTTP, FileSpec.ANY, "all");
    assertEquals(status, failure.details().get("status"));
    assertEquals(ScriptedServer.URL, failure.details().get("url"));
    assertNull(bench.journal());
    assertEquals(List.of(), bench.waits);
  }

  @Test
  void aGatedRepositoryIsGated() {
    bench.server.then(status(403, "x-error-code", "GatedRepo"));
    refused(Code.GATED, FileSpec.ANY, "all");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 503})
  void aRefusalThatMayPassIsWaitedOut(int status) {
    bench.server.then(status(status), noLine(), drop(4), status(status));
    assertBrought(FileSpec.ANY, "all", "all", "all", "4-", "4-");
    assertEquals(4, bench.waits.size());
  }

  @Test
  void aRefusalInTheMiddleKeepsTheStoredBytes() {
    bench.server.then(drop(9), status(404));
    refused(Code.HTTP, FileSpec.ANY, "all", "9-");
    assertEquals(8, bench.journal().watermark());
    assertEquals(CONTENT, bench.resume());
  }

  @Test
  void afterTheLastTryTheErrorIsNetworkAndTheStoredBytesAreKept() {
    bench.server.then(drop(9), noLine(), noLine(), noLine());
    GranaryException failure = refused(Code.NETWORK, FileSpec.ANY, "all", "9-", "9-", "9-");
    assertEquals(ScriptedServer.URL, failure.details().get("url"));
    assertEquals(8, bench.journal().watermark());
  }

  @Test
  void aDownloadThatMakesProgressIsNeverGivenUp() {
    for (int i = 0; i < 6; i++) {
      bench.server.then(drop(2));
    }
    assertEquals(CONTENT, bench.fetch());
    assertEquals(CONTENT.length(), bench.server.sent);
    assertEquals(7, bench.server.asked.size());
  }

  @Test
  void aServerThatRefusesTheTokenGetsNoOther() {
    Http.Header token = new Http.Header("Authorization", "Bearer secret");
    Download wanted = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(token), 3, false);
    bench.server.then(drop(9), status(401));
    fails(Code.HTTP, () -> bench.fetch(wanted));
    assertEquals(
        List.of("Authorization: Bearer secret", "Authorization: Bearer secret"),
        bench.server.sentHeaders);
    String kept = bench.disk.rows(Table.JOURNALS).toString();
    assertTrue(!kept.contains("secret"), kept);
  }

  // --- ranges ---

  @Test
  void storedBytesThatAServerWithoutRangesSendsAgainAreSkipped() {
    for (FileSpec spec : List.of(FileSpec.ANY, DIGEST)) {
      bench.files.delete("k");
      bench.server.asked.clear();
      bench.server.then(drop(9), ignoreRange());
      assertBrought(spec, "all", "9-");
    }
  }

  @Test
  void storedBytesAreSkippedWhenAnotherSessionContinues() {
    interrupted(FileSpec.ANY);
    bench.server.ranges = false;
    assertBrought(FileSpec.ANY, "8-");
    assertEquals(CONTENT.length(), bench.server.sent);
  }

  @Test
  void anAnswerThatBreaksOffBeforeAnythingNewIsTriedAgain() {
    interrupted(FileSpec.ANY);
    bench.server.ranges = false;
    bench.server.then(drop(3));
    assertBrought(FileSpec.ANY, "8-", "8-");
  }

  @Test
  void allOfAnotherFileIsNotAppended() {
    interrupted(FileSpec.ANY);
    bench.server.ranges = false;
    bench.server.then(changed("ooootttthhhheerr", "\"2\""));
    assertBrought(FileSpec.ANY, "8-", "all");
  }

  @Test
  void aPartOfAnotherFileIsNotAppended() {
    interrupted(FileSpec.ANY);
    bench.server.then(changed("ooootttthhhhee", "\"2\""));
    assertBrought(FileSpec.ANY, "8-", "all");
  }

  @Test
  void nothingIsAppendedWithoutAProof() {
    interrupted(FileSpec.ANY);
    bench.server.etag = null;
    assertBrought(FileSpec.ANY, "8-", "all");
  }

  @Test
  void withADigestNoOtherProofIsNeeded() {
    bench.server.etag = null;
    interrupted(DIGEST);
    assertBrought(DIGEST, "8-");
    assertEquals(6, bench.server.sent);
  }

  @Test
  void aDateIsAProofAsWell() {
    bench.server.exposes = false;
    bench.server.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
    interrupted(FileSpec.ANY);
    assertBrought(FileSpec.ANY, "8-");
    assertEquals(6, bench.server.sent);
  }

  @Test
  void theSameDateButAnotherSizeIsAnotherFile() {
    bench.server.etag = null;
    bench.server.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
    interrupted(FileSpec.ANY);
    bench.server.then(changed("aaaabbbbccccddee", null));
    assertBrought(FileSpec.ANY, "8-", "all");
  }

  @Test
  void withoutAnyProofItIsBegunAnew() {
    bench.server.etag = null;
    interrupted(FileSpec.ANY);
    bench.server.then(drop(5));
    assertBrought(FileSpec.ANY, "all", "all");
    assertEquals(5 + CONTENT.length(), bench.server.sent);
  }

  @Test
  void withoutAnyProofTheTriesAreLimited() {
    bench.server.etag = null;
    for (int i = 0; i < 10; i++) {
      bench.server.then(drop(5));
    }
    refused(Code.NETWORK, FileSpec.ANY, "all", "all", "all", "all");
  }

  @Test
  void anotherPartThanWasAskedForIsNotTaken() {
    interrupted(FileSpec.ANY);
    bench.server.then(wrongRange(4, 14), wrongRange(0, 14));
    assertBrought(FileSpec.ANY, "8-", "8-", "8-");
  }

  @Test
  void aFileThatHasShrunkIsBegunAnew() {
    interrupted(FileSpec.ANY);
    bench.server.then(changed("short", "\"2\""));
    assertBrought(FileSpec.ANY, "8-", "all");
  }

  @Test
  void allOfAFileThatIsShorterThanWhatIsHeldIsBegunAnew() {
    bench.server.content = "another, longer";
    interrupted(Bench.digest("short"));
    bench.server.ranges = false;
    bench.server.content = "short";
    assertBrought(Bench.digest("short"), "8-", "all");
  }

  /** No header proves that the 416 is of the same file, and the size shows another file. */
  @Test
  void nothingMoreOfAnotherFileIsNoEnd() {
    bench.server.then(drop(9), changed("iiiiiiiii", "\"2\""));
    assertBrought(FileSpec.ANY, "all", "9-", "all");
  }

  @Test
  void aFileWhoseBytesAreAllStoredNeedsNoMore() {
    bench.server.content = "aaaabbbb";
    bench.store.failAt(Step.FILE_COMMIT, 1, Fault.FAIL);
    fails(Code.FAILED, bench::fetch);
    assertEquals(8, bench.journal().watermark());
    bench.dieAndReconnect("after a failure");
    assertEquals("aaaabbbb", bench.fetch());
    assertEquals(List.of("all", "8-"), bench.server.asked);
    assertEquals(8, bench.server.sent);
  }

  @Test
  void aPromisedSizeThatIsThereIsNotAskedFor() {
    bench.server.content = "aaaabbbb";
    bench.store.failAt(Step.FILE_COMMIT, 1, Fault.FAIL);
    FileSpec spec = Bench.sized(8);
    fails(Code.FAILED, () -> bench.fetch(spec));
    bench.dieAndReconnect("after a failure");
    assertEquals("aaaabbbb", bench.fetch(spec));
    assertEquals(List.of("all"), bench.server.asked);
  }

  // --- lengths ---

  @Test
  void aBodyThatIsTooShortIsContinued() {
    bench.server.then(shortBody(5));
    assertBrought(FileSpec.ANY, "all", "5-");
    assertEquals(CONTENT.length(), bench.server.sent);
  }

  @Test
  void aBodyThatIsAlwaysTooShortIsANetworkError() {
    bench.server.then(shortBody(5), shortBody(0), shortBody(0), shortBody(0));
    GranaryException failure = refused(Code.NETWORK, FileSpec.ANY, "all", "5-", "5-", "5-");
    assertTrue(failure.getMessage().contains("5 of 14"), failure.getMessage());
  }

  @Test
  void aFileThatIsShorterThanPromisedIsNoFile() {
    GranaryException failure = refused(Code.INTEGRITY, Bench.sized(20), "all", "all");
    assertEquals(20L, failure.details().get("expectedSize"));
    assertEquals(14L, failure.details().get("actualSize"));
  }

  @Test
  void aFileThatIsLongerThanPromisedIsNoFile() {
    GranaryException failure = refused(Code.INTEGRITY, Bench.sized(10), "all", "all");
    assertEquals(10L, failure.details().get("expectedSize"));
    String message = failure.getMessage();
    assertTrue(message.contains("\"k\" has more than the promised 10 bytes"), message);
  }

  @Test
  void withoutASizeTheTotalIsUnknown() {
    bench.server.sized = false;
    assertBrought(FileSpec.ANY, "all");
    assertEquals("0/-1", bench.reports.get(0));
  }

  @Test
  void moreThanTheLengthIsWhatWasCompressed() {
    bench.server.then(
        (server, asked) ->
            new Http.Answer(
                200, Map.of("content-length", "5")::get, server.body(CONTENT, -1, null)));
    assertBrought(FileSpec.ANY, "all");
  }

  /** A server that compresses may even send more than the file has. */
  @Test
  void lessThanTheLengthIsWhatWasCompressedWhenThereIsNoMore() {
    bench.server.then(
        (server, asked) ->
            new Http.Answer(
                200,
                Map.of("content-length", "50", "etag", "\"1\"")::get,
                server.body(CONTENT, -1, null)));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "14-"), bench.server.asked);
  }

  @Test
  void aSizeOfCompressedBytesIsNoneOfTheFileWhereADigestTells() {
    bench.server.then(
        (server, asked) ->
            new Http.Answer(
                200,
                Map.of("content-length", "5")::get,
                server.body(CONTENT, 9, ScriptedServer.lost())));
    assertBrought(DIGEST, "all", "9-");
  }

  @Test
  void aPartThatIsTooLongIsNotTaken() {
    bench.server.then(drop(5), longBody("eee"));
    assertBrought(FileSpec.ANY, "all", "5-", "all");
  }

  // --- wrong bytes ---

  @Test
  void oneWrongByteIsFoundAndTheFileDownloadedAgain() {
    bench.server.then(flip(6));
    assertBrought(DIGEST, "all", "all");
  }

  /** A beat of the first writer does not count for the second writer. */
  @Test
  void theSecondAnswerMayTakeItsTime() {
    bench.server.then(flip(6));
    bench.server.meanwhile =
        () -> {
          bench.now += 25_000;
          bench.server.beat.beat();
        };
    assertBrought(DIGEST, "all", "all");
  }

  @Test
  void wrongBytesTwiceAreReportedWithBothDigests() {
    String wrong = "aaaabb#bccccdd";
    bench.server.then(flip(6), flip(6));
    GranaryException failure = refused(Code.INTEGRITY, DIGEST, "all", "all");
    assertEquals(Bench.sha256(CONTENT), failure.details().get("expected"));
    assertEquals(Bench.sha256(wrong), failure.details().get("actual"));
    assertNull(bench.journal());
  }

  @Test
  void wrongBytesThatWereStoredLongAgoAreFoundInTheEnd() {
    bench.server.content = "aaaa#bbbccccdd";
    interrupted(DIGEST);
    bench.server.content = CONTENT;
    assertBrought(DIGEST, "8-", "all");
  }

  @Test
  void gitsNameIsAPromise() {
    FileSpec blob = Bench.blob(CONTENT);
    bench.server.then(flip(6), drop(5));
    assertBrought(blob, "all", "all", "5-");
    bench.files.delete("k");
    bench.server.asked.clear();
    bench.server.then(flip(6), flip(6));
    GranaryException failure = refused(Code.INTEGRITY, blob, "all", "all");
    assertEquals(blob.gitSha1(), failure.details().get("expected"));
    assertEquals(Bench.blob("aaaabb#bccccdd").gitSha1(), failure.details().get("actual"));
  }

  @Test
  void aDownloadWithOnlyGitsDigestBeginsAnewInsteadOfContinuing() {
    interrupted(Bench.blob(CONTENT));
    assertBrought(Bench.blob(CONTENT), "all");
  }

  @Test
  void contentThatChangesAtEachTryIsGivenUp() {
    interrupted(FileSpec.ANY);
    bench.server.then(changed("1111222233334444", "\"2\""), drop(5));
    bench.server.then(changed("5555666677778888", "\"3\""));
    refused(Code.INTEGRITY, FileSpec.ANY, "8-", "all", "5-");
  }

  // --- pages ---

  @Test
  void aPageIsNoModel() {
    bench.server.then(page());
    GranaryException failure = refused(Code.INTEGRITY, FileSpec.ANY, "all");
    assertEquals("html", failure.details().get("reason"));
    String url = (String) failure.details().get("url");
    assertEquals(
        "The server sent a web page in place of \"k\" at " + url + ".", failure.getMessage());
    assertNull(bench.journal());
  }

  @Test
  void aPageInTheMiddleKeepsTheStoredBytes() {
    interrupted(FileSpec.ANY);
    bench.server.then(page());
    assertEquals("html", refused(Code.INTEGRITY, FileSpec.ANY, "8-").details().get("reason"));
    assertEquals(8, bench.journal().watermark());
    assertEquals(CONTENT, bench.resume());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://a.org", "https://a.org/", "https://a.org/page", "https://a.org/p.html?q"})
  void aPageThatIsWantedIsTaken(String url) {
    bench.server.type = "text/html";
    Download page = new Download("k", url, FileSpec.ANY, List.of(), 0, false);
    assertEquals(CONTENT, bench.fetch(page));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.org/m.onnx",
        "https://a.org/m.onnx?x=a.html",
        "https://a.org/v1.2/m.bin#x"
      })
  void aPageInPlaceOfSomethingElseIsNot(String url) {
    bench.server.type = "text/html";
    Download model = new Download("k", url, FileSpec.ANY, List.of(), 0, false);
    fails(Code.INTEGRITY, () -> bench.fetch(model));
    Download page = new Download("k", url, FileSpec.ANY.typed("text/html"), List.of(), 0, false);
    assertEquals(CONTENT, bench.fetch(page));
  }
}
