package dev.granary.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.TaskLoop;
import dev.granary.TaskLoop.Call;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HousekeepingTest {
  private final TaskLoop loop = new TaskLoop();
  private GlassStore disk;
  private Session session;
  private Files files;
  private Activity activity;

  @BeforeEach
  void onDisk() {
    open(ChunkForm.BUFFER);
  }

  private void open(ChunkForm form) {
    disk = new GlassStore(form);
    session =
        Session.open(
            disk,
            loop,
            () -> journal -> true,
            "me",
            Digests.JAVA,
            new ChunkLayout(4),
            Batch.UNLIMITED,
            Verify.FIRST_READ,
            SpacePort.UNKNOWN,
            null,
            loop);
    files = new Files(session);
    activity = new Activity(session, loop);
  }

  private void put(String key) {
    byte[] bytes = (key + " content").getBytes(StandardCharsets.UTF_8);
    files.put(key, ChunkSource.of(bytes), FileSpec.ANY, Cancel.NEVER);
  }

  private void garbage() {
    put("old");
    files.delete("old");
    assertTrue(disk.totals().garbageBytes() > 0);
  }

  @Test
  void theFirstSweepComesFiveSecondsAfterTheOpeningAndSparesYoungGarbage() {
    garbage();
    loop.advance(Sweep.GRACE);
    assertTrue(disk.totals().garbageBytes() > 0, "swept too early");
    // The first sweep has found the garbage too young, and plans the next sweep after the grace.
    loop.advance(Housekeeping.FIRST_SWEEP + 999);
    assertTrue(disk.totals().garbageBytes() > 0, "swept too early");
    loop.advance(1);
    assertEquals(0, disk.totals().garbageBytes());
  }

  @Test
  void aFirstSweepTakesWhatAnotherSessionLeft() {
    garbage();
    loop.advance(Sweep.GRACE + Housekeeping.NEXT_SWEEP + Housekeeping.FIRST_SWEEP);
    garbage();
    long later = Sweep.GRACE;
    loop.advance(later);
    activity = new Activity(session, loop);
    loop.advance(Housekeeping.FIRST_SWEEP - 1);
    assertTrue(disk.totals().garbageBytes() > 0);
    loop.advance(1);
    assertEquals(0, disk.totals().garbageBytes());
  }

  @Test
  void garbageOfATaskIsSweptAfterItsGrace() {
    loop.advance(Housekeeping.FIRST_SWEEP);
    Task task = new Task(loop);
    activity.begin(task);
    garbage();
    activity.end(task);
    loop.advance(Housekeeping.NEXT_SWEEP - 1);
    assertTrue(disk.totals().garbageBytes() > 0);
    loop.advance(1);
    assertEquals(0, disk.totals().garbageBytes());
  }

  @Test
  void inMemoryGarbageIsSweptAtOnce() {
    open(ChunkForm.MEMORY);
    garbage();
    activity.garbage();
    assertEquals(0, disk.totals().garbageBytes());
  }

  @Test
  void timesOfLastUseAreWrittenOnceAMinute() {
    put("k");
    files.open("k");
    activity.used();
    activity.used();
    loop.advance(Housekeeping.ACCESS - 1);
    assertNull(accessed());
    loop.advance(1);
    assertNotNull(accessed());
  }

  @Test
  void timesAreWrittenAtOnceWhenTheProgramMayEnd() {
    put("k");
    files.open("k");
    activity.used();
    activity.writeAccessesSoon();
    loop.run();
    assertNotNull(accessed());
  }

  private Row accessed() {
    return disk.row(Table.ACCESS, "file/k");
  }

  @Test
  void closingEndsTheTasksAndWaitsForThem() {
    Task task = new Task(loop);
    activity.begin(task);
    Call<Boolean> work =
        loop.call(
            () -> {
              try {
                task.await(loop.latch());
                return false;
              } catch (GranaryException closed) {
                task.check();
                return false;
              } finally {
                activity.endWithoutGarbage(task);
              }
            });
    put("k");
    files.open("k");
    Call<Boolean> closing = loop.call(activity::close);
    assertTrue(closing.get());
    assertEquals(Code.CLOSED, assertThrows(GranaryException.class, work::get).code());
    GranaryException closed = assertThrows(GranaryException.class, activity::expectOpen);
    assertEquals(List.of("closed"), List.copyOf(closed.details().values()));
    assertNotNull(accessed());
    assertFalse(activity.close(), "a second close does nothing");
  }

  @Test
  void nothingIsSweptAfterTheClose() {
    garbage();
    assertTrue(activity.close());
    loop.advance(Sweep.GRACE + Housekeeping.NEXT_SWEEP);
    assertTrue(disk.totals().garbageBytes() > 0);
  }

  @Test
  void aLostConnectionEndsTheTasksWithItsReason() {
    Task task = new Task(loop);
    activity.begin(task);
    RuntimeException lost = new IllegalStateException("lost");
    activity.fail(lost);
    assertSame(lost, assertThrows(RuntimeException.class, task::check));
    assertFalse(activity.close());
  }
}
