package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.Writers;
import dev.granary.session.Session;
import dev.granary.space.Clean.Report;
import dev.granary.space.Clean.Request;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cleaning up on request; what is planned is what is done. */
final class CleanTest {
  private static final Request NOTHING = new Request(Clean.NOTHING, Clean.NOTHING, true);

  private final GlassStore disk = new GlassStore();
  private final FaultyStore store = new FaultyStore(disk);
  private final Set<String> dead = new HashSet<>();
  private long now = 1_800_000_000_000L;
  private final Session session = session(store, "me");
  private final Files files = new Files(session);

  @AfterEach
  void totalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
  }

  private Session session(Store on, String owner) {
    return Session.open(
        on,
        () -> now,
        () -> journal -> !dead.contains(journal.owner()),
        owner,
        Digests.JAVA,
        new ChunkLayout(4));
  }

  private void put(String key, String content) {
    files.put(key, source(content), FileSpec.ANY, Cancel.NEVER);
    now += 100;
  }

  private static ChunkSource source(String content) {
    return ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
  }

  /** Plans, looks that nothing has changed, does it, and compares. */
  private Report clean(Request request) {
    String before = disk.totals().toString() + disk.rows(Table.FILES) + disk.rows(Table.JOURNALS);
    Report planned = session.clean().plan(request);
    assertEquals(
        before, disk.totals().toString() + disk.rows(Table.FILES) + disk.rows(Table.JOURNALS));
    long stored = disk.totals().storedBytes();
    int chunks = disk.chunks().size();
    Report done = session.clean().run(request, Cancel.NEVER);
    assertNull(done.failure());
    assertEquals(planned, done);
    assertEquals(stored - disk.totals().storedBytes(), done.freedBytes());
    assertEquals(chunks - disk.chunks().size(), done.sweptChunks());
    assertEquals(0, disk.totals().garbageBytes());
    return done;
  }

  private static List<String> evicted(Report report) {
    return report.evicted().stream().map(each -> each.item().key() + " " + each.bytes()).toList();
  }

  private List<String> keys(Table table) {
    return disk.rows(table).stream().map(Row::key).toList();
  }

  @Test
  void withoutAnythingElseItSweepsAllGarbageAndEvictsNothing() {
    put("a", "a123");
    put("b", "b123");
    put("c", "a123b123c123d123");
    files.delete("c");
    Report report = clean(NOTHING);
    assertEquals(List.of(), report.evicted());
    assertEquals(2, report.sweptChunks());
    assertEquals(8, report.freedBytes());
    assertEquals(List.of("a", "b"), keys(Table.FILES));
    assertEquals(0, clean(NOTHING).sweptChunks());
  }

  @Test
  void whatIsUnfinishedIsNoGarbageButWhatNobodyCanResumeIs() {
    put("a", "a123");
    leaveUnfinished("download", new Origin("https://example.org/a", "etag"));
    leaveUnfinished("put", null);
    assertEquals(List.of("download", "put"), keys(Table.JOURNALS));
    dead.add("other");
    assertEquals(4, clean(NOTHING).freedBytes());
    assertEquals(List.of("download"), keys(Table.JOURNALS));
    assertEquals(List.of("a 4"), evicted(clean(new Request(Clean.NOTHING, 4, true))));
  }

  private void leaveUnfinished(String key, Origin origin) {
    FaultyStore dying = new FaultyStore(disk).failAt(Step.FILE_COMMIT, 1, Fault.DIE_BEFORE);
    FileWriter writer =
        new Writers(session(dying, "other"))
            .begin(key, FileSpec.ANY, origin, origin != null, Cancel.NEVER);
    String content = key.substring(0, 3) + "1";
    assertThrows(
        FaultyStore.Death.class,
        () -> writer.write(source(content), Cancel.NEVER, FileWriter.Progress.NONE));
  }

  @Test
  void whatWasNotUsedForSoLongGoes() {
    put("a", "a123");
    put("b", "b123");
    put("c", "c123");
    now += 1000;
    files.open("b");
    Report report = clean(new Request(1000, Clean.NOTHING, true));
    assertEquals(List.of("a 4", "c 4"), evicted(report));
    assertEquals(List.of("b"), keys(Table.FILES));
    assertEquals(List.of("b 4"), evicted(clean(new Request(0, Clean.NOTHING, true))));
  }

  /** Its user does not want it any more, even if that frees nothing. */
  @Test
  void whatSharesItsChunksGoesAsWellWhenItWasNotUsed() {
    put("a", "same");
    put("b", "same");
    put("pinned", "kept");
    files.pin("pinned", true);
    put("c", "kept");
    Report report = clean(new Request(0, Clean.NOTHING, true));
    assertEquals(List.of("a 0", "b 4", "c 0"), evicted(report));
    assertEquals(List.of("pinned"), keys(Table.FILES));
  }

  @Test
  void theLeastRecentlyUsedGoUntilTheRestFits() {
    put("a", "a123");
    put("b", "b123");
    put("c", "c123");
    files.open("a");
    assertEquals(List.of("b 4"), evicted(clean(new Request(Clean.NOTHING, 8, true))));
    assertEquals(List.of(), evicted(clean(new Request(Clean.NOTHING, 8, true))));
    assertEquals(List.of("c 4", "a 4"), evicted(clean(new Request(Clean.NOTHING, 0, true))));
  }

  /** What frees nothing is left alone: it would be lost for nothing. */
  @Test
  void marginalBytesCountAndNotSizes() {
    put("large", "1111222233334444");
    put("sharer", "111122223333");
    put("small", "5555");
    files.pin("large", true);
    assertEquals(List.of("small 4"), evicted(clean(new Request(Clean.NOTHING, 16, true))));
    assertEquals(List.of("large", "sharer"), keys(Table.FILES));
  }

  @Test
  void garbageCountsForNothingOfWhatMayStay() {
    put("a", "a123");
    put("b", "b123");
    files.delete("b");
    assertEquals(List.of(), evicted(clean(new Request(Clean.NOTHING, 4, true))));
  }

  @Test
  void bothGoTogether() {
    put("a", "a123");
    now += 1000;
    put("b", "b123");
    put("c", "c123");
    assertEquals(List.of("a 4", "b 4"), evicted(clean(new Request(1000, 4, true))));
  }

  @Test
  void otherKindsThanFilesHaveNothingThatCouldGo() {
    put("a", "a123");
    assertEquals(List.of(), evicted(clean(new Request(0, 0, false))));
    assertEquals(List.of("a"), keys(Table.FILES));
  }

  /** A bare deletion takes its chunks along, and leaves no garbage to be counted afterwards. */
  @Test
  void whatGoesWhereNothingCanBeWrittenCounts() {
    put("a", "a123");
    leaveUnfinished("put", null);
    dead.add("other");
    store.failAt(Step.JOURNAL_EXPIRE, 1, Fault.QUOTA);
    assertEquals(4, clean(NOTHING).freedBytes());
    put("b", "b123b456");
    store.failAt(Step.EVICT, 1, Fault.QUOTA);
    assertEquals(12, clean(new Request(Clean.NOTHING, 0, true)).freedBytes());
  }

  @Test
  void onceCancelledNothingMoreGoes() {
    for (String key : List.of("a", "b", "c")) {
      put(key, key + "123");
    }
    Request all = new Request(Clean.NOTHING, 0, true);
    assertThrows(CancellationException.class, () -> session.clean().run(all, after(1)));
    assertEquals(List.of("b", "c"), keys(Table.FILES));
    assertThrows(CancellationException.class, () -> session.clean().run(all, after(2)));
    assertEquals(List.of(), keys(Table.FILES));
    assertEquals(3, disk.chunks().size());
    assertEquals(12, clean(NOTHING).freedBytes());
  }

  /** Cancels at the check that follows so many. */
  private static Cancel after(int checks) {
    int[] left = {checks};
    return () -> {
      if (left[0]-- == 0) {
        throw new CancellationException();
      }
    };
  }

  @Test
  void aFailureIsTold() {
    put("a", "a123");
    files.delete("a");
    store.failAt(Step.SWEEP, 1, Fault.FAIL);
    assertEquals("FAILED", session.clean().run(NOTHING, Cancel.NEVER).failure().result().name());
  }
}
