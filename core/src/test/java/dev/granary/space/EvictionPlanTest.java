package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.EvictionPlan.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes, by example. Chunks are single letters; an upper-case one takes 100, a lower-case 1. */
final class EvictionPlanTest {
  private final EvictionPlan plan = new EvictionPlan();

  EvictionPlanTest() {
    for (char c = 'a'; c <= 'z'; c++) {
      plan.chunk(String.valueOf(c), 1).chunk(String.valueOf(Character.toUpperCase(c)), 100);
    }
  }

  @Test
  void theLeastRecentlyUsedGoFirst() {
    item("new", 3, "A");
    item("old", 1, "B");
    item("middle", 2, "C");
    assertEquals("old 100", planned(1));
    assertEquals("old 100", planned(100));
    assertEquals("old 100, middle 100", planned(101));
    assertEquals("old 100, middle 100, new 100", planned(300));
  }

  @Test
  void amongEquallyOldTheKeyDecides() {
    item("b", 1, "B");
    item("a", 1, "A");
    assertEquals("a 100", planned(1));
  }

  @Test
  void nothingGoesWhenNothingIsNeeded() {
    item("a", 1, "A");
    assertEquals("", planned(0));
    assertEquals("", planned(-1));
  }

  @Test
  void thePinnedStay() {
    plan.item(new Item("pinned", 1, 1, true, List.of("A")));
    item("other", 2, "b");
    assertEquals("other 1", planned(Long.MAX_VALUE));
  }

  @Test
  void whatAPinnedItemSharesFreesNothing() {
    plan.item(new Item("pinned", 1, 9, true, List.of("A")));
    item("sharer", 1, "A", "b");
    assertEquals("sharer 1", planned(Long.MAX_VALUE));
  }

  @Test
  void whatIsHeldByOthersFreesNothingAndIsLeftAlone() {
    plan.held(List.of("A"));
    item("sharer", 1, "A");
    item("other", 2, "B");
    assertEquals("other 100", planned(1));
    assertEquals("other 100", planned(Long.MAX_VALUE));
  }

  @Test
  void sharersThatOnlyTogetherFreeSpaceGoTogether() {
    item("one", 1, "A");
    item("two", 2, "A");
    assertEquals("one 0, two 100", planned(1));
    assertEquals("one 0, two 100", planned(Long.MAX_VALUE));
  }

  /** The older one frees nothing while the younger stays, and the younger need not go. */
  @Test
  void aSharerThatFreesNothingIsLeftAloneWhenEnoughGoesElsewhere() {
    item("sharer", 1, "A");
    item("alone", 2, "B");
    item("young", 3, "A");
    assertEquals("alone 100", planned(100));
  }

  @Test
  void aSmallOldOneStaysWhenALargeOneMustGoAnyway() {
    item("small", 1, "a");
    item("large", 2, "A");
    assertEquals("large 100", planned(50));
    assertEquals("small 1, large 100", planned(101));
  }

  @Test
  void asMuchAsCanBeHadWhenThatIsLess() {
    item("a", 1, "A");
    item("b", 2, "b");
    assertEquals("a 100, b 1", planned(1_000_000));
  }

  private void item(String key, long used, String... chunks) {
    plan.item(new Item(key, 1, used, false, List.of(chunks)));
  }

  private String planned(long needed) {
    StringBuilder out = new StringBuilder();
    for (Eviction eviction : plan.free(needed)) {
      out.append(out.isEmpty() ? "" : ", ").append(eviction.item().key());
      out.append(' ').append(eviction.bytes());
    }
    return out.toString();
  }
}
