package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Tests that each level is reported once, and again after a fall below it. */
final class FillLevelTest {
  private final FillLevel level = new FillLevel();

  @Test
  void eachLevelIsReportedOnce() {
    assertFalse(level.rises(799, 1000));
    assertTrue(level.rises(800, 1000));
    assertFalse(level.rises(949, 1000));
    assertTrue(level.rises(950, 1000));
    assertFalse(level.rises(2000, 1000));
  }

  @Test
  void aLevelIsReportedAgainAfterAFall() {
    assertTrue(level.rises(990, 1000));
    assertFalse(level.rises(900, 1000));
    assertTrue(level.rises(960, 1000));
    assertFalse(level.rises(0, 1000));
    assertTrue(level.rises(850, 1000));
  }

  @Test
  void withoutAQuotaNoLevelIsReported() {
    assertFalse(level.rises(5, 0));
    assertFalse(level.rises(5, Double.POSITIVE_INFINITY));
  }
}
