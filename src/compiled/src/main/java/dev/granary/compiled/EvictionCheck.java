package dev.granary.compiled;

import dev.granary.space.EvictionPlan;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.EvictionPlan.Item;
import dev.granary.space.ItemKind;
import java.util.List;

/** Checks which files a plan evicts, for every amount of needed space. */
final class EvictionCheck implements Check {
  @Override
  public void run(Report report) {
    EvictionPlan plan = new EvictionPlan();
    for (int i = 0; i < 6; i++) {
      plan.chunk("c" + i, 10 << i);
    }
    plan.item(item("old", 1, false, "c0", "c1"));
    plan.item(item("shares", 2, false, "c1", "c2"));
    plan.item(item("pinned", 0, true, "c3"));
    plan.item(item("frees nothing", 3, false, "c3"));
    plan.item(item("held", 4, false, "c4", "c5"));
    plan.item(item("also 4", 4, false, "c5", "lost"));
    plan.held(List.of("c4"));
    for (long needed : new long[] {0, 1, 10, 11, 70, 71, 390, 391, 1L << 40}) {
      StringBuilder out = new StringBuilder();
      for (Eviction eviction : plan.free(needed)) {
        out.append(eviction.item().key()).append('=').append(eviction.bytes()).append(';');
      }
      report.add("evict." + needed, out.toString());
    }
  }

  private static Item item(String key, long used, boolean pinned, String... chunks) {
    return new Item(ItemKind.FILE, key, 1, used, pinned, List.of(chunks));
  }
}
