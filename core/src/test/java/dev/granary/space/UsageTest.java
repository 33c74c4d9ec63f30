package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.store.Batch;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tests the list of items: what each takes, and how it is used. */
final class UsageTest {
  private static final long DAY = 24 * 3600_000L;

  private final UsageRig rig = new UsageRig();

  private static String shown(Usage.Item item) {
    return item.kind()
        + " "
        + item.key()
        + " "
        + item.logicalBytes()
        + "/"
        + item.onlyItsBytes()
        + (item.pinned() ? " pinned" : "");
  }

  @Test
  void everyItemIsListedWithItsBytesAndWithThoseThatOnlyItTakes() {
    rig.put("b", "aaaabbbbcc");
    rig.put("a", "aaaa");
    rig.put("pinned", "dddd");
    rig.files.pin("pinned", true);
    rig.model("m", "w=bbbb", "v=eeee");
    rig.put("vectors", "ffff");
    rig.collection("c", "vectors");
    rig.files.delete("vectors");
    assertEquals(
        List.of(
            "file a 4/0",
            "file b 10/2",
            "file pinned 4/4 pinned",
            "model m@1 8/4",
            "collection c 4/4"),
        rig.items().stream().map(UsageTest::shown).toList());
  }

  @Test
  void whatAnUnfinishedFileNamesIsNotTheItemsAlone() {
    rig.put("a", "aaaabbbb");
    assertEquals(8, rig.item("a").onlyItsBytes());
    rig.leaveUnfinished("d", "aaaa", 100);
    assertEquals(4, rig.item("a").onlyItsBytes());
  }

  @Test
  void evictedTensorsTakeNothing() {
    rig.model("m", "w=aaaa", "v=bbbb");
    rig.now += DAY;
    rig.models.get("m", null).bytes("w", Cancel.NEVER);
    Clean.Request request =
        new Clean.Request(DAY / 2, Clean.NOTHING, java.util.Set.of(ItemKind.TENSOR));
    rig.session.clean().run(request, Cancel.NEVER);
    assertEquals("model m@1 4/4", shown(rig.item("m@1")));
  }

  @Test
  void aFileThatWasOnlyStoredWasNotUsed() {
    rig.put("a", "aaaa");
    assertEquals(0, rig.item("a").accesses());
    assertEquals(rig.now, rig.item("a").lastAccessed());
  }

  @Test
  void usesCountBeforeAndAfterTheyAreWritten() {
    rig.put("a", "aaaa");
    rig.now += 1000;
    rig.files.open("a");
    rig.files.open("a");
    assertEquals(2, rig.item("a").accesses());
    rig.session.accessLog().flush();
    assertEquals(2, rig.item("a").accesses());
    rig.files.open("a");
    assertEquals(3, rig.item("a").accesses());
    rig.session.accessLog().flush();
    rig.session.accessLog().flush();
    assertEquals(3, rig.item("a").accesses());
    assertEquals(rig.now, rig.item("a").lastAccessed());
  }

  @Test
  void aModelIsUsedWhenItIsOpenedAndItsTensorsOnlyKeepItFresh() {
    rig.model("m", "w=aaaa", "v=bbbb");
    var model = rig.models.get("m", null);
    rig.now += 1000;
    model.bytes("w", Cancel.NEVER);
    model.bytes("v", Cancel.NEVER);
    rig.session.accessLog().flush();
    assertEquals(1, rig.item("m@1").accesses());
    assertEquals(rig.now, rig.item("m@1").lastAccessed());
  }

  @Test
  void anOverwriteKeepsTheUsesOfTheKeyAndADeletionForgetsThem() {
    rig.put("a", "aaaa");
    rig.files.open("a");
    rig.session.accessLog().flush();
    rig.put("a", "bbbb");
    assertEquals(1, rig.item("a").accesses());
    rig.files.open("a");
    rig.files.delete("a");
    rig.put("a", "cccc");
    assertEquals(0, rig.item("a").accesses());
  }

  @Test
  void whatWasStoredWithoutNumbersOrIsDamagedIsListedToo() {
    rig.put("a", "aaaa");
    Row damaged = new Row(Table.FILES, "b", 0, 7, rig.disk.row(Table.FILES, "a").names(), "{");
    rig.disk.commit(Batch.of(Step.FILE_PIN, rig.now).put(damaged).build());
    rig.disk.commit(
        Batch.of(Step.ACCESS, rig.now)
            .put(new Row(Table.ACCESS, "file/a", 0, 0, List.of(), "" + (rig.now + 5)))
            .put(new Row(Table.ACCESS, "file/b", 0, 0, List.of(), "damaged"))
            .build());
    assertEquals(List.of("file a 4/0", "file b 7/0"), shownAll());
    assertEquals(rig.now + 5, rig.item("a").lastAccessed());
    assertEquals(0, rig.item("a").accesses());
    assertEquals(0, rig.item("b").lastAccessed());
  }

  private List<String> shownAll() {
    return rig.items().stream().map(UsageTest::shown).toList();
  }

  /** The marginal bytes of an item are what its deletion frees, in a store like this one. */
  @Property(tries = 150)
  void onlyItsBytesAreWhatADeletionFrees(@ForAll @IntRange(min = 0) int seed) {
    UsageRig first = any(seed);
    List<Usage.Item> items = first.items();
    long logical = 0;
    for (int i = 0; i < items.size(); i++) {
      Usage.Item item = items.get(i);
      logical += item.logicalBytes();
      UsageRig same = any(seed);
      same.session.sweep().sweepChunks(0);
      final long before = same.disk.totals().storedBytes();
      delete(same, item);
      same.session.sweep().sweepChunks(0);
      assertEquals(before - same.disk.totals().storedBytes(), item.onlyItsBytes(), shown(item));
    }
    var totals = first.disk.totals();
    assertEquals(
        totals.bytes(Table.FILES) + totals.bytes(Table.TENSORS) + totals.bytes(Table.COLLECTIONS),
        logical);
    assertTrue(items.size() >= 3);
  }

  private static void delete(UsageRig rig, Usage.Item item) {
    switch (item.kind()) {
      case "file" -> rig.files.delete(item.key());
      case "model" -> rig.models.delete(item.key().replace("@1", ""), "1");
      default ->
          rig.disk.commit(
              Batch.of(Step.FILE_DELETE, rig.now).delete(Table.COLLECTIONS, item.key()).build());
    }
  }

  /** Makes the store of a seed: files and models that share chunks, collections, journals. */
  private static UsageRig any(int seed) {
    java.util.Random random = new java.util.Random(seed);
    UsageRig rig = new UsageRig();
    rig.put("f", text(random));
    for (int i = 2 + random.nextInt(12); i > 0; i--) {
      rig.now += random.nextInt(1000);
      String key = "k" + random.nextInt(6);
      switch (random.nextInt(8)) {
        case 0, 1 -> rig.put(key, text(random));
        case 2 -> rig.put(key, text(random), 3 + random.nextInt(4));
        case 3 -> rig.model(key, "w=" + text(random), "v=" + text(random), "u=" + text(random));
        case 4 -> rig.collection(key, "f");
        case 5 -> rig.files.delete(key);
        case 6 -> rig.leaveUnfinished("unfinished " + i, "aaaa" + text(random), 100);
        default -> rig.files.open("f");
      }
    }
    List<String> more = new ArrayList<>(List.of("x", "y"));
    more.forEach(key -> rig.put(key, text(random)));
    return rig;
  }

  /** Makes a text of few different chunks. */
  private static String text(java.util.Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(String.valueOf((char) ('a' + random.nextInt(4))).repeat(4));
    }
    return text.substring(0, text.length() - random.nextInt(4));
  }
}
