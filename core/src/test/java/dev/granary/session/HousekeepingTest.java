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
import dev.granary.Latch;
import dev.granary.Pending;
import dev.granary.Task;
import dev.granary.TaskLoop;
import dev.granary.TaskLoop.Call;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.space.Owners;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HousekeepingTest {
  private final TaskLoop loop = new TaskLoop();
  private boolean alone;
  private final Owners owners =
      new Owners() {
        @Override
        public Predicate<Journal> living() {
          return journal -> true;
        }

        @Override
        public boolean alone() {
          return alone;
        }
      };

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
    open(disk);
  }

  private void open(Store store) {
    session =
        Session.open(
            store,
            loop,
            owners,
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

  /** A reader that has opened a file holds the Blobs of all its chunks. */
  @ParameterizedTest
  @CsvSource({"BLOB, false", "BLOB, true", "BUFFER, true"})
  void garbageThatNoReaderNeedsIsGoneWithinASecond(ChunkForm form, boolean isAlone) {
    open(form);
    alone = isAlone;
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.SOON - 1);
    assertTrue(disk.totals().garbageBytes() > 0, "freed before the opener's own calls");
    loop.advance(1);
    assertEquals(0, disk.totals().garbageBytes());
  }

  @Test
  void whereChunksAreBuffersTheGraceIsKeptForOtherSessions() {
    garbage();
    activity.garbage();
    loop.advance(Sweep.GRACE - 1);
    assertTrue(disk.totals().garbageBytes() > 0, "freed before its grace was over");
    loop.advance(Housekeeping.FIRST_SWEEP + 1001);
    assertEquals(0, disk.totals().garbageBytes());
  }

  /** Each deletion is freed within a second of its own, however many there are. */
  @Test
  void garbageThatComesWhileASweepIsPlannedIsFreedByTheNext() {
    open(ChunkForm.BLOB);
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.SOON - 1);
    put("second");
    files.delete("second");
    activity.garbage();
    loop.advance(1);
    assertEquals("second content".length(), disk.totals().garbageBytes(), "freed before its time");
    loop.advance(Housekeeping.SOON);
    assertEquals(0, disk.totals().garbageBytes());
  }

  /** Garbage that cannot be freed is left for later: a sweep every second would be in vain. */
  @Test
  void aSweepInVainIsNotRepeatedAtOnce() {
    FaultyStore failing = new FaultyStore(new GlassStore(ChunkForm.BLOB));
    open(failing);
    failing.failAt(Step.SWEEP, 1, Fault.FAIL);
    put("old");
    files.delete("old");
    activity.garbage();
    loop.advance(Housekeeping.FIRST_SWEEP - 1);
    assertEquals(1, failing.commits(Step.SWEEP));
    loop.advance(1);
    assertEquals(2, failing.commits(Step.SWEEP));
  }

  /** Makes a store whose first sweep takes so long. */
  private Store sweepingFor(int milliseconds) {
    return new Store() {
      private int time = milliseconds;

      @Override
      public Pending<Outcome> begin(Batch batch) {
        if (batch.step() == Step.SWEEP && time > 0) {
          Latch done = loop.latch();
          loop.after(time, done::settle);
          time = 0;
          done.await();
        }
        return disk.begin(batch);
      }

      @Override
      public Snapshot read(Keys keys) {
        return disk.read(keys);
      }

      @Override
      public ChunkForm form() {
        return disk.form();
      }
    };
  }

  /** The clock jumps, or the machine sleeps, while a sweep runs. */
  @Test
  void afterASweepOfAnHourTheNextOneWaitsNoLongerThanARoutineSweep() {
    disk = new GlassStore(ChunkForm.BLOB);
    open(sweepingFor(3600_000));
    loop.advance(Housekeeping.FIRST_SWEEP);
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.SOON + 3600_000);
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.NEXT_SWEEP);
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.SOON + Sweep.SHORT_GRACE);
    assertEquals(0, disk.totals().garbageBytes());
  }

  /** A sweep of many chunks takes time. Sweeps take at most a tenth of it. */
  @Test
  void afterASlowSweepTheNextOneWaits() {
    disk = new GlassStore(ChunkForm.BLOB);
    open(sweepingFor(1000));
    loop.advance(Housekeeping.FIRST_SWEEP);
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.SOON + 1000);
    assertEquals(0, disk.totals().garbageBytes());
    garbage();
    activity.garbage();
    loop.advance(Housekeeping.SHARE * 1000 - 1);
    assertTrue(disk.totals().garbageBytes() > 0, "swept again too early");
    loop.advance(1001);
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
