package dev.granary.store;

import static dev.granary.store.Samples.file;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests which rows a range selects, in which order, and what its reader makes of them. */
final class RowRangeTest {
  private final GlassStore store = new GlassStore();

  @Test
  void selectsRowsByPrefixInKeyOrder() {
    for (String key : List.of("a/2", "a/10", "a0", "a/", "a", "a.", "b", "a/\uFFFF", "a/1")) {
      store.commit(file(key, "x").build());
    }
    assertEquals(List.of("a/", "a/1", "a/10", "a/2", "a/\uFFFF"), keys(Keys.none(), "a/"));
    assertEquals(List.of("a/\uFFFF"), keys(Keys.none(), "a/\uFFFF"));
    assertEquals(9, keys(Keys.none(), "").size());
    assertEquals(List.of(), keys(Keys.none(), "c"));
  }

  @Test
  void theReaderConvertsOrOmitsEachRow() {
    for (String key : List.of("one", "two", "three")) {
      store.commit(file(key, key).build());
    }
    RowRange<Integer> lengths = new RowRange<>(Table.FILES, "", row -> row.key().length());
    RowRange<String> withoutTwo =
        new RowRange<>(Table.FILES, "", row -> row.key().equals("two") ? null : row.text());
    Keys keys = Keys.none().rows(lengths).rows(withoutTwo).rows(Table.FILES, "t");
    // A store may start a read again. Values from the first start must not count twice.
    store.read(keys);
    Snapshot read = store.read(keys);
    assertEquals(List.of(3, 5, 3), read.rows(lengths));
    assertEquals(List.of("of one", "of three"), read.rows(withoutTwo));
    assertEquals(List.of("three", "two"), keys(keys, "t"));
    assertEquals(List.of(), read.rows(new RowRange<>(Table.FILES, "", row -> row)));
  }

  private List<String> keys(Keys keys, String prefix) {
    Snapshot read = store.read(keys.rows(Table.FILES, prefix));
    return read.rows(Table.FILES, prefix).stream().map(Row::key).toList();
  }
}
