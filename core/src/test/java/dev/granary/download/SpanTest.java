package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.ScriptedServer.changed;
import static dev.granary.download.ScriptedServer.drop;
import static dev.granary.download.ScriptedServer.shortBody;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.catalog.FileSpec;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that a file is requested in parts where the platform buffers more than is read. */
final class SpanTest {
  private final Bench bench = new Bench();

  @BeforeEach
  void aFileIsRequestedInParts() {
    bench.span = 6;
  }

  private void assertBrought(FileSpec spec, String... asked) {
    String brought = bench.fetch(spec);
    assertEquals(bench.server.content, brought);
    assertEquals(List.of(asked), bench.server.asked);
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void onePartIsRequestedAfterTheOther() {
    assertBrought(FileSpec.ANY, "0-5", "6-11", "12-");
    assertEquals(CONTENT.length(), bench.server.sent);
    assertEquals("0/14", bench.reports.get(0));
  }

  @Test
  void aFileNoLongerThanAPartIsRequestedAtOnce() {
    bench.span = 14;
    assertBrought(Bench.sized(14), "all");
  }

  @Test
  void aPartThatBreaksOffIsContinued() {
    bench.server.then(drop(2), shortBody(3));
    assertBrought(FileSpec.ANY, "0-5", "2-7", "5-10", "11-");
    assertEquals(CONTENT.length(), bench.server.sent);
  }

  @Test
  void aServerThatKnowsNoPartsSendsAllOfIt() {
    bench.server.ranges = false;
    assertBrought(FileSpec.ANY, "0-5");
    assertEquals(CONTENT.length(), bench.server.sent);
  }

  @Test
  void withoutAVisibleSizeTheRestIsRequestedAtOnce() {
    bench.server.exposes = false;
    bench.server.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
    assertBrought(FileSpec.ANY, "0-5", "6-", "14-");
  }

  @Test
  void withAPromisedSizeTheRestIsRequestedInParts() {
    bench.server.exposes = false;
    bench.server.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
    assertBrought(Bench.sized(14), "0-5", "6-11", "12-");
  }

  /** A changed file comes in parts as well, and the body of an unchanged file is not read. */
  @Test
  void aRevalidationAsksInParts() {
    Download again = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(), 0, true);
    bench.fetch();
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.fetch(again));
    bench.server.then((server, asked) -> server.part(asked));
    assertEquals(CONTENT, bench.fetch(again));
    assertEquals(List.of("0-5", "0-5"), bench.server.asked);
    bench.server.asked.clear();
    bench.server.then(changed("11112222333344", "\"2\""));
    assertEquals("11112222333344", bench.fetch(again));
    assertEquals(List.of("0-5", "6-11", "12-"), bench.server.asked);
    bench.server.asked.clear();
    bench.server.then(changed("", "\"3\""));
    assertEquals("", bench.fetch(again));
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void partsWithoutAValidatorAreNotRequested() {
    bench.server.exposes = false;
    assertBrought(FileSpec.ANY, "0-5", "all");
    assertEquals(CONTENT.length(), bench.server.sent);
  }

  @Test
  void aFileThatEndsWithAPartEndsThere() {
    bench.server.content = "aaaabbbbcccc";
    assertBrought(FileSpec.ANY, "0-5", "6-");
    bench.files.delete("k");
    bench.server.asked.clear();
    bench.server.content = "aaaabb";
    bench.server.exposes = false;
    bench.server.lastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
    assertBrought(FileSpec.ANY, "0-5", "6-");
  }

  @Test
  void anEmptyFileHasNoParts() {
    bench.server.content = "";
    assertBrought(FileSpec.ANY, "0-5", "all");
    assertEquals("", bench.read());
  }

  @Test
  void aChangeBetweenTwoPartsBeginsTheDownloadAnew() {
    bench.server.then((server, asked) -> server.answer(asked), changed("11112222333344", "\"2\""));
    assertBrought(FileSpec.ANY, "0-5", "6-11", "0-5", "6-11", "12-");
  }
}
