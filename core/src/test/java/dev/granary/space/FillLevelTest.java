package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Each level is told once, and again when it was left in between. */
final class FillLevelTest {
  private final FillLevel filling = new FillLevel();

  @Test
  void eachLevelOnce() {
    assertFalse(filling.rises(799, 1000));
    assertTrue(filling.rises(800, 1000));
    assertFalse(filling.rises(949, 1000));
    assertTrue(filling.rises(950, 1000));
    assertFalse(filling.rises(2000, 1000));
  }

  @Test
  void onceMoreWhenItWasLeft() {
    assertTrue(filling.rises(990, 1000));
    assertFalse(filling.rises(900, 1000));
    assertTrue(filling.rises(960, 1000));
    assertFalse(filling.rises(0, 1000));
    assertTrue(filling.rises(850, 1000));
  }

  @Test
  void withoutAQuotaNever() {
    assertFalse(filling.rises(5, 0));
    assertFalse(filling.rises(5, Double.POSITIVE_INFINITY));
  }
}
