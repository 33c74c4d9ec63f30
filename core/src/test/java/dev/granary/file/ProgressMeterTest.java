package dev.granary.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.catalog.FileSpec;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tests the progress that a listener receives while a file is stored. */
final class ProgressMeterTest {
  private record Report(long at, long loaded, long total, long speed, boolean done) {}

  private final List<Report> reports = new ArrayList<>();
  private long now = 1_800_000_000_000L;
  private ProgressMeter meter = meter(10_000);

  private ProgressMeter meter(long total) {
    return new ProgressMeter(
        () -> now,
        total,
        (loaded, all, speed, done) -> reports.add(new Report(now, loaded, all, speed, done)));
  }

  private void stored(int milliseconds, long bytes) {
    now += milliseconds;
    meter.stored(bytes);
  }

  private Report last() {
    return reports.get(reports.size() - 1);
  }

  private void assertSpeed(long expected) {
    long speed = last().speed();
    assertTrue(Math.abs(speed - expected) <= 1, () -> expected + " expected, and not " + speed);
  }

  @Test
  void theBeginningIsReportedAtOnce() {
    meter.begin(0);
    assertEquals(List.of(new Report(now, 0, 10_000, 0, false)), reports);
  }

  /** Bytes that were stored before do not count as speed. */
  @Test
  void earlierBytesDoNotCountAsSpeed() {
    meter.begin(8_000);
    assertEquals(List.of(new Report(now, 8_000, 10_000, 0, false)), reports);
    stored(100, 8_100);
    assertEquals(1000, last().speed());
  }

  @Test
  void aRestartGivesNoNegativeSpeed() {
    meter.begin(0);
    stored(100, 8_000);
    stored(3000, 100);
    assertEquals(0, last().speed());
    stored(3000, 3_100);
    assertEquals(1000, last().speed());
  }

  @Test
  void theEndIsReportedAtOnceWithTheFinalSize() {
    meter = meter(FileSpec.UNKNOWN);
    meter.begin(0);
    stored(100, 500);
    meter.done(501);
    assertEquals(3, reports.size());
    assertEquals(FileSpec.UNKNOWN, reports.get(1).total());
    assertEquals(new Report(now, 501, 501, 5000, true), last());
  }

  @Test
  void twoReportsAreATenthOfASecondApart() {
    stored(99, 1);
    assertEquals(List.of(), reports);
    stored(1, 2);
    assertEquals(2, last().loaded());
    stored(99, 3);
    assertEquals(1, reports.size());
    stored(1, 4);
    assertEquals(List.of(2L, 4L), reports.stream().map(Report::loaded).toList());
  }

  @Property(tries = 200)
  void neverMoreThanTenReportsASecond(
      @ForAll @Size(max = 100) List<@IntRange(max = 150) Integer> milliseconds) {
    reports.clear();
    meter = meter(FileSpec.UNKNOWN);
    long begun = now;
    long bytes = 0;
    for (int passed : milliseconds) {
      stored(passed, ++bytes);
    }
    long before = begun;
    for (Report each : reports) {
      assertTrue(each.at() - before >= 100);
      before = each.at();
    }
    assertTrue(now - before < 100, "no report was delayed for longer");
  }

  @Test
  void theFirstSpeedIsTheMeasuredOne() {
    stored(250, 1000);
    assertEquals(4000, last().speed());
  }

  @Test
  void aSteadySpeedDoesNotChange() {
    for (int i = 1; i <= 50; i++) {
      stored(100, i * 300L);
      assertSpeed(3000);
    }
  }

  @Test
  void theSpeedApproachesAChangeGradually() {
    stored(100, 1000);
    assertEquals(10_000, last().speed());
    stored(100, 1000);
    assertSpeed(9500);
    for (int i = 0; i < 19; i++) {
      stored(100, 1000);
    }
    // A good third of the old speed is left after two seconds.
    assertSpeed(3584);
    stored(60_000, 61_000);
    assertEquals(1000, last().speed(), "a measurement longer than the memory is all there is");
  }

  @Test
  void aClockSetBackDelaysNoReport() {
    stored(100, 100);
    stored(-3_600_000, 200);
    assertEquals(200, last().loaded());
    assertTrue(last().speed() > 0);
    stored(99, 300);
    assertEquals(2, reports.size());
    stored(1, 400);
    assertEquals(400, last().loaded());
  }
}
