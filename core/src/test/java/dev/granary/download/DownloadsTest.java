package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Tests that a download returns a stored file, continues an unfinished file, and fetches a missing
 * file.
 */
final class DownloadsTest {
  private final Bench bench = new Bench();

  @Test
  void aFileIsDownloaded() {
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all"), bench.server.asked);
    assertEquals(CONTENT.length(), bench.server.sent);
    assertEquals(
        new Origin(ScriptedServer.URL, "\"1\"", 14), bench.files.open("k").manifest().origin());
    assertEquals("application/octet-stream", bench.files.open("k").manifest().type());
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aStoredFileIsReturnedWithoutTheNetwork() {
    bench.fetch();
    bench.server.content = "another";
    assertEquals(CONTENT, bench.fetch(Bench.digest(CONTENT)));
    assertEquals(CONTENT, bench.fetch(Bench.sized(14)));
    assertEquals(CONTENT, bench.fetch(Bench.blob(CONTENT)));
    assertEquals(1, bench.server.asked.size());
  }

  @Test
  void aStoredFileWithOtherContentIsReplaced() {
    List<FileSpec> wanted = List.of(Bench.digest("another"), Bench.sized(7), Bench.blob("another"));
    for (FileSpec spec : wanted) {
      bench.server.content = CONTENT;
      bench.files.delete("k");
      bench.fetch();
      bench.server.content = "another";
      assertEquals("another", bench.fetch(spec));
      assertEquals("another", bench.read());
    }
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void aDownloadWhoseProcessDiedContinuesAfterItsLastChunk() {
    bench.server.then(ScriptedServer.drop(9), ScriptedServer.noLine(), ScriptedServer.noLine());
    bench.server.then(ScriptedServer.noLine());
    fails(Code.NETWORK, bench::fetch);
    assertEquals(8, bench.journal().watermark());
    bench.dieAndReconnect("second");
    bench.server.asked.clear();
    bench.server.sent = 0;
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("8-"), bench.server.asked);
    assertEquals(6, bench.server.sent);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void anAnswerThatBreaksOffIsContinuedAtTheNextByte() {
    bench.server.then(ScriptedServer.drop(5), ScriptedServer.drop(4));
    assertEquals(CONTENT, bench.fetch());
    assertEquals(List.of("all", "5-", "9-"), bench.server.asked);
    assertEquals(CONTENT.length(), bench.server.sent);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void resumeNeedsNothingButTheKey() {
    interruptAfter(9, Bench.digest(CONTENT));
    assertEquals(CONTENT, bench.resume());
    assertEquals(List.of("8-"), bench.server.asked);
    fails(Code.NOT_FOUND, bench::resume);
    assertNull(bench.journal());
  }

  private void interruptAfter(int bytes, FileSpec spec) {
    bench.server.then(ScriptedServer.drop(bytes));
    Download once = new Download("k", ScriptedServer.URL, spec, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.dieAndReconnect("after an interruption");
    bench.server.asked.clear();
    bench.server.sent = 0;
  }
}
