package dev.granary.download;

import static dev.granary.download.Bench.CONTENT;
import static dev.granary.download.Bench.fails;
import static dev.granary.download.ScriptedServer.drop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.space.ItemKind;
import dev.granary.space.SpacePort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that a download that cannot fit is not begun, and that one that may fit is tried. */
final class RoomTest {
  private final Bench bench = new Bench();

  private void put(String key, String content, boolean pinned) {
    bench.files.put(
        key,
        ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII)),
        new FileSpec("", FileSpec.UNKNOWN, null, pinned, null),
        Cancel.NEVER);
  }

  private void budget(long bytes) {
    bench.budget = bytes;
    bench.connect("with a budget");
  }

  private static SpacePort estimated(long available) {
    return new SpacePort() {
      @Override
      public Figures ask() {
        return new Figures(0, available, true);
      }

      @Override
      public void evicted(ItemKind kind, String key, long bytes) {}

      @Override
      public void filled(double usage, double quota) {}
    };
  }

  @Test
  void aFileLargerThanTheBudgetIsNotBegun() {
    budget(13);
    GranaryException full = fails(Code.QUOTA, bench::fetch);
    assertEquals(
        Map.of("key", "k", "needed", 14L, "available", 13L, "evictable", 0L, "persisted", false),
        full.details());
    assertEquals(0, bench.server.sent);
    assertNull(bench.journal());
    bench.assertNothingIsLeftBehind();
  }

  @Test
  void pinnedFilesTakeRoom() {
    put("pinned", "ppppqqqq", true);
    budget(21);
    GranaryException full = fails(Code.QUOTA, bench::fetch);
    assertEquals(13L, full.details().get("available"));
    assertEquals(0, bench.server.sent);
    budget(22);
    assertEquals(CONTENT, bench.fetch());
    assertNotNull(bench.files.open("pinned"));
  }

  @Test
  void filesThatCanBeEvictedTakeNoRoom() {
    put("old", "ppppqqqq", false);
    budget(14);
    assertEquals(CONTENT, bench.fetch());
    assertNull(bench.files.open("old"));
  }

  @Test
  void nothingIsEvictedForAFileThatDoesNotFitEvenThen() {
    put("old", "ppppqqqq", false);
    budget(13);
    GranaryException full = fails(Code.QUOTA, bench::fetch);
    assertEquals(8L, full.details().get("evictable"));
    assertEquals(5L, full.details().get("available"));
    assertNotNull(bench.files.open("old"));
  }

  @Test
  void garbageAndAbandonedDownloadsTakeNoRoom() {
    bench.server.then(drop(9));
    Download other = new Download("other", "https://a.org/b", FileSpec.ANY, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(other));
    put("old", "ppppqqqq", false);
    bench.files.delete("old");
    budget(16);
    assertEquals(CONTENT, bench.fetch());
  }

  @Test
  void thePlatformsFiguresCount() {
    bench.room = estimated(10);
    bench.connect("on a full disk");
    GranaryException full = fails(Code.QUOTA, bench::fetch);
    assertEquals(10L, full.details().get("available"));
    assertEquals(true, full.details().get("persisted"));
    assertEquals(0, bench.server.sent);
    put("old", "ppppqqqq", false);
    assertEquals(CONTENT, bench.fetch());
  }

  @Test
  void onlyTheMissingBytesNeedRoom() {
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.room = estimated(6);
    bench.connect("on a full disk");
    assertEquals(CONTENT, bench.fetch());
  }

  /** What the download holds cannot make room for the rest of it. */
  @Test
  void theStoredBytesOfTheDownloadItselfAreNoRoom() {
    bench.server.then(drop(9));
    Download once = new Download("k", ScriptedServer.URL, FileSpec.ANY, List.of(), 0, false);
    fails(Code.NETWORK, () -> bench.fetch(once));
    bench.server.asked.clear();
    budget(13);
    GranaryException full = fails(Code.QUOTA, bench::resume);
    assertEquals(6L, full.details().get("needed"));
    assertEquals(5L, full.details().get("available"));
    assertEquals(List.of(), bench.server.asked);
    assertEquals(8, bench.journal().watermark());
    budget(14);
    assertEquals(CONTENT, bench.resume());
  }

  /** Another download that no session continues makes room, and the download's own bytes do not. */
  @Test
  void abandonedDownloadsOfOtherKeysAreRoomForTheRest() {
    for (String key : List.of("k", "other")) {
      String url = key.equals("k") ? ScriptedServer.URL : "https://a.org/b";
      bench.server.content = key.equals("k") ? CONTENT : "eeeeffffgggghh";
      bench.server.then(drop(9));
      Download once = new Download(key, url, FileSpec.ANY, List.of(), 0, false);
      fails(Code.NETWORK, () -> bench.fetch(once));
    }
    bench.server.content = CONTENT;
    budget(14);
    assertEquals(CONTENT, bench.resume());
  }

  @Test
  void aStoreThatFillsUpInTheMiddleKeepsTheStoredBytes() {
    bench.server.sized = false;
    budget(9);
    GranaryException full = fails(Code.QUOTA, bench::fetch);
    assertEquals("k", full.details().get("key"));
    assertEquals(8, bench.journal().watermark());
    budget(14);
    bench.server.asked.clear();
    assertEquals(CONTENT, bench.resume());
    assertEquals(List.of("8-"), bench.server.asked);
  }
}
