package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.granary.space.EvictionPlan.Item;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Kinds of items: each has a table and access keys of its own. */
final class ItemKindTest {
  @Test
  void anAccessKeyTellsItsItem() {
    assertEquals("file/a/b", ItemKind.FILE.accessKey("a/b"));
    assertEquals("a/b", ItemKind.FILE.itemKey("file/a/b"));
    assertNull(ItemKind.FILE.itemKey("model/a/b"));
  }

  @Test
  void noTwoKindsShareATableOrAnAccessKey() {
    for (ItemKind kind : ItemKind.values()) {
      assertSame(kind, ItemKind.in(kind.table()));
      for (ItemKind other : ItemKind.values()) {
        assertEquals(kind == other ? "k" : null, other.itemKey(kind.accessKey("k")));
      }
    }
    assertNull(ItemKind.in(Table.JOURNALS));
  }

  @Test
  void aRowThatCannotBeReadHasNoFacts() {
    assertNull(ItemKind.FILE.facts(new Row(Table.FILES, "k", 1, 0, List.of(), "{")));
  }

  @Test
  void itemsOfOtherKindsStayAndHoldTheirChunks() {
    EvictionPlan plan = new EvictionPlan().chunk("A", 4);
    plan.item(new Item(ItemKind.FILE, "k", 1, 1, false, List.of("A")));
    assertEquals(1, plan.only(Set.of(ItemKind.FILE)).free(1).size());
    EvictionPlan none = plan.only(Set.of());
    assertEquals(List.of(), none.free(1));
    assertEquals(4, none.namedBytes());
  }
}
