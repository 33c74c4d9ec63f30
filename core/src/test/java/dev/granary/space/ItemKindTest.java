package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.granary.space.EvictionPlan.Item;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
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
  void noTwoKindsShareAnAccessKey() {
    for (ItemKind kind : ItemKind.values()) {
      for (ItemKind other : ItemKind.values()) {
        assertEquals(kind == other ? "k" : null, other.itemKey(kind.accessKey("k")));
      }
    }
  }

  @Test
  void theKeyOfATensorTellsItsModelAndItsName() {
    String key = ItemKind.tensorKey("a/b@1/c", "d/\u0000e");
    assertEquals("a/b@1/c", ItemKind.modelKey(key));
    assertEquals("d/\u0000e", ItemKind.tensorName(key));
    assertEquals("a/b@1/c/d/\u0000e", ItemKind.shown(key));
    assertEquals(new RowKey(Table.MODELS, "a/b@1/c"), ItemKind.TENSOR.row(key));
  }

  @Test
  void theKeysOfFilesAndModelsAreShownAsTheyAre() {
    assertEquals("a\u0000b", ItemKind.shown("a\u0000b"));
    assertEquals("a@1", ItemKind.modelKey("a@1"));
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

  @Test
  void aKeyOfAFileThatBeginsLikeThatOfATensorIsLeftAsItIs() {
    assertEquals("\u0000", ItemKind.modelKey("\u0000"));
    assertEquals("\u0000", ItemKind.shown("\u0000"));
    String tensor = ItemKind.tensorKey("m@1", "w");
    assertEquals("m@1", ItemKind.modelKey(tensor));
    assertEquals("m@1/w", ItemKind.shown(tensor));
  }
}
