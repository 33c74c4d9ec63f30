package dev.granary.store;

import static dev.granary.store.Samples.assertTotalsEqualARecount;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Tests that any sequence of batches, committed or not, leaves a consistent store. */
final class MemoryStorePropertiesTest {
  private static final List<Table> TABLES =
      List.of(Table.FILES, Table.JOURNALS, Table.TENSORS, Table.DOCUMENTS, Table.ACCESS);

  @Property(tries = 400)
  void afterAnyBatchesTotalsRecountAndNamesHold(@ForAll Random random) {
    GlassStore store = new GlassStore();
    long now = Samples.NOW;
    long lastStamp = 0;
    Set<String> everStored = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      now += random.nextInt(200) - 60;
      Batch batch = anyBatch(random, now);
      String before = store.totals().toString();
      long storedBefore = store.totals().storedBytes();
      Outcome outcome = store.commit(batch);
      if (outcome.committed() && !batch.relaxed()) {
        assertTrue(outcome.stamp() > lastStamp);
        lastStamp = outcome.stamp();
      } else {
        assertEquals(before, store.totals().toString());
      }
      if (store.totals().storedBytes() > storedBefore) {
        assertTrue(store.totals().storedBytes() <= batch.budget());
      }
      store.chunks().forEach(chunk -> everStored.add(chunk.id()));
      check(store);
    }

    // After all rows are deleted, one sweep without grace deletes every chunk.
    Batch.Builder end = Samples.batch(now);
    TABLES.forEach(table -> store.rows(table).forEach(row -> end.delete(table, row.key())));
    store.commit(end.sweep(List.copyOf(everStored), 0).build());
    assertEquals(0, store.bytesCount());
    assertEquals(new Totals().toString(), store.totals().toString());
  }

  private static void check(GlassStore store) {
    assertTotalsEqualARecount(store);
    Set<String> named = new HashSet<>();
    TABLES.forEach(table -> store.rows(table).forEach(row -> named.addAll(row.names())));
    for (ChunkRow chunk : store.chunks()) {
      assertEquals(
          !named.contains(chunk.id()), chunk.condemned(), "only an unnamed chunk is condemned");
      Payload payload = store.read(Keys.none().payload(chunk.id())).payload(chunk.id());
      assertEquals(chunk.size(), payload.size());
      named.remove(chunk.id());
    }
    assertEquals(Set.of(), named, "named and not stored");
  }

  private static Batch anyBatch(Random random, long now) {
    if (random.nextInt(8) == 0) {
      Row access = Samples.access(key(random), now);
      return Batch.of(Step.ACCESS, now).put(access).build();
    }
    Batch.Builder batch = Samples.batch(now);
    Set<RowKey> written = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      RowKey key = new RowKey(TABLES.get(random.nextInt(TABLES.size())), key(random));
      if (!written.add(key)) {
        continue;
      }
      if (random.nextInt(3) == 0) {
        batch.delete(key.table(), key.key());
      } else {
        put(random, batch, key);
      }
    }
    RowKey required = new RowKey(TABLES.get(random.nextInt(TABLES.size())), key(random));
    switch (random.nextInt(10)) {
      case 0 -> batch.requireAbsent(required.table(), required.key());
      case 1 -> batch.requirePresent(required.table(), required.key());
      case 2 -> batch.requireStamp(required.table(), required.key(), random.nextInt(40));
      case 3 -> batch.within(random.nextInt(20));
      case 4, 5 -> batch.sweep(ids(random, 4), random.nextBoolean() ? 0 : random.nextInt(300));
      default -> {}
    }
    return batch.build();
  }

  private static void put(Random random, Batch.Builder batch, RowKey key) {
    if (!key.table().namesChunks()) {
      batch.put(new Row(key.table(), key.key(), 0, 0, List.of(), "text " + random.nextInt(1000)));
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String text = text(random);
      names.add(Samples.id(text));
      if (random.nextInt(5) > 0) {
        batch.have(Samples.chunk(text));
      }
    }
    batch.put(new Row(key.table(), key.key(), Row.UNSTAMPED, names.size(), List.copyOf(names), ""));
  }

  private static List<String> ids(Random random, int most) {
    Set<String> ids = new HashSet<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      ids.add(Samples.id(text(random)));
    }
    return List.copyOf(ids);
  }

  private static String text(Random random) {
    return "x".repeat(1 + random.nextInt(6));
  }

  private static String key(Random random) {
    return "k" + random.nextInt(3);
  }
}
