package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.EvictionPlan.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Any plan, checked against what is left when its items are gone. */
final class EvictionPlanPropertiesTest {
  private final TreeMap<String, Long> sizes = new TreeMap<>();
  private final List<Item> items = new ArrayList<>();
  private final Set<String> held = new HashSet<>();

  @Property(tries = 1000)
  void aPlanFreesWhatItSaysAndNothingGoesInVain(
      @ForAll Random random, @ForAll @IntRange(max = 60) int needed) {
    EvictionPlan plan = anyPlan(random);
    List<Eviction> evictions = plan.free(needed);

    // 1. What it says is what a recount says.
    List<Item> gone = new ArrayList<>();
    long sum = 0;
    for (Eviction eviction : evictions) {
      assertFalse(eviction.item().pinned());
      gone.add(eviction.item());
      sum += eviction.bytes();
      assertEquals(freedBy(gone), sum, "what is freed up to " + eviction.item().key());
    }
    assertEquals(gone.size(), new HashSet<>(gone).size());

    // 2. It frees enough, or all that can be had.
    List<Item> all = items.stream().filter(item -> !item.pinned()).toList();
    long most = freedBy(all);
    assertTrue(sum >= Math.min(needed, most), sum + " of " + needed + " and at most " + most);

    // 3. Whoever stays instead would make it too little.
    for (Item item : gone) {
      List<Item> others = new ArrayList<>(gone);
      others.remove(item);
      long without = freedBy(others);
      assertTrue(without < Math.min(needed, most), item.key() + " goes in vain");
    }
  }

  @Property(tries = 300)
  void thePlanForMoreThanThereIsFreesAll(@ForAll Random random) {
    EvictionPlan plan = anyPlan(random);
    long sum = plan.free(Long.MAX_VALUE).stream().mapToLong(Eviction::bytes).sum();
    assertEquals(freedBy(items.stream().filter(item -> !item.pinned()).toList()), sum);
  }

  private long freedBy(List<Item> gone) {
    Set<String> left = new HashSet<>(held);
    Set<String> before = new HashSet<>(held);
    for (Item item : items) {
      before.addAll(item.chunks());
      if (!gone.contains(item)) {
        left.addAll(item.chunks());
      }
    }
    before.removeAll(left);
    return before.stream().mapToLong(sizes::get).sum();
  }

  private EvictionPlan anyPlan(Random random) {
    sizes.clear();
    items.clear();
    held.clear();
    EvictionPlan plan = new EvictionPlan();
    for (char c = 'a'; c < 'j'; c++) {
      sizes.put(String.valueOf(c), (long) random.nextInt(12));
    }
    sizes.forEach(plan::chunk);
    if (random.nextBoolean()) {
      held.addAll(chunks(random));
      plan.held(List.copyOf(held));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      boolean pinned = random.nextInt(5) == 0;
      Item item = new Item("k" + i, 1, random.nextInt(5), pinned, chunks(random));
      items.add(item);
      plan.item(item);
    }
    return plan;
  }

  private List<String> chunks(Random random) {
    return sizes.keySet().stream().filter(id -> random.nextInt(4) == 0).toList();
  }
}
