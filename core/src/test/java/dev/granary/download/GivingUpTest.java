package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.drop;
import static dev.granary.download.ScriptedServer.unanswered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests that a download gives up a server that sends too few new bytes, and goes on with a server
 * that sends enough.
 */
final class GivingUpTest {
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";

  private final Bench bench = new Bench();

  private static Download wanted(FileSpec spec, int retries) {
    return new Download(Bench.KEY, ScriptedServer.URL, spec, List.of(), retries, false);
  }

  /** Makes the server do the same at each request. */
  private void always(ScriptedServer.Fault fault) {
    for (int i = 0; i < 10_000; i++) {
      bench.server.then(fault);
    }
  }

  private GranaryException givesUpAfter(int requests, Download wanted) {
    GranaryException failure = fails(Code.NETWORK, () -> bench.fetch(wanted));
    assertEquals(requests, bench.server.asked.size(), bench.server.asked.toString());
    return failure;
  }

  private static ScriptedServer.Fault part(int most) {
    return (server, asked) -> {
      int from = (int) asked.from();
      int to = Math.min(server.content.length(), from + most);
      return from == to
          ? server.part(asked)
          : server.part(from, to, server.body(server.content.substring(from, to), -1, null));
    };
  }

  // --- too few new bytes ---

  @Test
  void aServerThatBreaksOffAfterAFewBytesIsGivenUp() {
    bench.chunkSize = 8;
    bench.connect("with larger chunks");
    always(drop(2));
    givesUpAfter(3, wanted(FileSpec.ANY, 2));
  }

  @Test
  void aServerThatBreaksOffAfterAFewHundredBytesOfALargeFileIsGivenUp() {
    bench.chunkSize = 512 * 1024;
    bench.connect("with large chunks");
    bench.server.content = "x".repeat(500_000);
    always(drop(100));
    givesUpAfter(4, wanted(FileSpec.ANY, 3));
    assertEquals(3, bench.waits.size());
  }

  @Test
  void aServerThatSendsPartsOfAFewBytesIsGivenUp() {
    bench.chunkSize = 8;
    bench.connect("with larger chunks");
    bench.span = 12;
    always(part(2));
    GranaryException failure = givesUpAfter(3, wanted(FileSpec.ANY, 2));
    assertTrue(failure.getMessage().contains("6 of 14 bytes"), failure.getMessage());
  }

  /** The page sees no size, so the first part may be the whole file. */
  @Test
  void aServerThatSendsPartsOfAFewBytesAndHidesTheSizeIsGivenUp() {
    bench.chunkSize = 8;
    bench.connect("with larger chunks");
    bench.span = 12;
    bench.server.exposes = false;
    bench.server.lastModified = DATE;
    always(part(1));
    givesUpAfter(4, wanted(FileSpec.ANY, 2));
  }

  /** The server knows no ranges, and never comes further than what is stored. */
  @Test
  void bytesThatAreStoredAlreadyAreNoProgress() {
    bench.server.then(drop(9));
    fails(Code.NETWORK, () -> bench.fetch(wanted(FileSpec.ANY, 0)));
    assertEquals(8, bench.journal().watermark());
    bench.server.asked.clear();
    bench.server.ranges = false;
    always(drop(8));
    givesUpAfter(4, wanted(FileSpec.ANY, 3));
    assertEquals(List.of("8-", "8-", "8-", "8-"), bench.server.asked);
  }

  // --- no answer ---

  @Test
  void aServerThatNeverAnswersIsAskedTwice() {
    always(unanswered());
    givesUpAfter(2, wanted(FileSpec.ANY, 5));
    assertEquals(1, bench.waits.size());
  }

  @Test
  void aServerThatHasAnsweredIsWaitedFor() {
    bench.server.then(drop(9));
    always(unanswered());
    givesUpAfter(6, wanted(FileSpec.ANY, 5));
  }

  /** The server has answered to the session that began the download. */
  @Test
  void aServerOfAnUnfinishedDownloadIsWaitedFor() {
    bench.server.then(drop(9));
    fails(Code.NETWORK, () -> bench.fetch(wanted(FileSpec.ANY, 0)));
    bench.server.asked.clear();
    bench.server.then(unanswered(), unanswered(), unanswered());
    assertEquals(CONTENT, bench.fetch(wanted(FileSpec.ANY, 3)));
    assertEquals(List.of("8-", "8-", "8-", "8-"), bench.server.asked);
  }

  // --- enough new bytes ---

  /** Each byte costs a failure, and each fourth byte completes a chunk. */
  @Test
  void failuresAreForgivenAfterAChunk() {
    always(drop(1));
    assertEquals(CONTENT, bench.fetch(wanted(FileSpec.ANY, 4)));
    assertEquals(CONTENT.length(), bench.server.sent);
    bench.files.delete("k");
    bench.server.asked.clear();
    givesUpAfter(7, wanted(FileSpec.ANY, 3));
  }

  /** Chunks are larger than 256 KiB, so three failures and 300,000 bytes are forgiven. */
  @Test
  void failuresAreForgivenAfterAPieceOfALargeChunk() {
    bench.chunkSize = 512 * 1024;
    bench.connect("with large chunks");
    bench.server.content = "y".repeat(1_100_000);
    always(drop(100_000));
    assertEquals(bench.server.content, bench.fetch(wanted(FileSpec.ANY, 3)));
    bench.files.delete("k");
    bench.server.asked.clear();
    givesUpAfter(5, wanted(FileSpec.ANY, 2));
  }

  @Test
  void aServerThatSendsSmallPartsIsAskedForAllOfThem() {
    bench.span = 8;
    always(part(4));
    assertEquals(CONTENT, bench.fetch(wanted(FileSpec.ANY, 1)));
    assertEquals(List.of("0-7", "4-11", "8-", "12-"), bench.server.asked);
    assertEquals(CONTENT.length(), bench.server.sent);
  }

  /** Firefox asks for parts. The last part is shorter than what was asked for. */
  @Test
  void theEndOfAFileIsNoFailure() {
    for (long span : List.of(6L, 20L)) {
      bench.span = span;
      assertEquals(CONTENT, bench.fetch(wanted(FileSpec.ANY, 0)));
      bench.files.delete("k");
    }
    bench.server.exposes = false;
    bench.server.lastModified = DATE;
    assertEquals(CONTENT, bench.fetch(wanted(FileSpec.ANY, 0)));
    assertEquals(List.of(), bench.waits);
  }

  /** The promised size is wrong: the server's size says where the file ends. */
  @Test
  void aFileThatIsShorterThanPromisedIsNoFailureOfTheNetwork() {
    bench.span = 6;
    fails(Code.INTEGRITY, () -> bench.fetch(Bench.sized(20)));
    bench.span = 20;
    fails(Code.INTEGRITY, () -> bench.fetch(Bench.sized(30)));
    assertEquals(List.of(), bench.waits);
  }
}
