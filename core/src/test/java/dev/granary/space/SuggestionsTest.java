package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.Cancel;
import dev.granary.catalog.FileSpec;
import dev.granary.space.SpacePort.Figures;
import dev.granary.store.Batch;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests what is suggested about the space that a store takes, and that acting on it helps. */
final class SuggestionsTest {
  private static final long DAY = 24 * 3600_000L;
  private static final Figures ROOMY = new Figures(0, 1e9, true);

  private final UsageRig rig = new UsageRig();

  private List<Suggestion> suggestions(Figures space, long budget, boolean mayPersist) {
    Suggestions suggestions =
        new Suggestions(rig.disk, () -> rig.now, rig.session.owners(), rig.session.clean(), budget);
    return suggestions.of(rig.items(), space, mayPersist);
  }

  private List<String> shown(Figures space, long budget) {
    List<String> shown = new ArrayList<>();
    for (Suggestion each : suggestions(space, budget, true)) {
      String key = each.key() == null ? "" : " " + each.key();
      String kind = each.kind() == null ? "" : " " + each.kind();
      String age = each.unusedFor() < 0 ? "" : " unused for " + each.unusedFor() / DAY;
      shown.add(each.action().label() + kind + key + " " + each.bytes() + age);
    }
    return shown;
  }

  private List<String> shown() {
    return shown(ROOMY, Batch.UNLIMITED);
  }

  @Test
  void nothingIsSuggestedForAStoreThatIsInOrder() {
    assertEquals(List.of(), shown());
    rig.put("a", "aaaa");
    rig.model("m", "w=bbbb");
    rig.now += Suggestions.UNUSED - 1;
    assertEquals(List.of(), shown());
  }

  @Test
  void aCleanIsSuggestedForItemsThatWereLongUnused() {
    rig.put("a", "aaaabbbb");
    rig.put("pinned", "bbbb");
    rig.files.pin("pinned", true);
    rig.model("m", "w=cccc");
    rig.now += Suggestions.UNUSED;
    rig.put("fresh", "dddd");
    assertEquals(List.of("clean 8 unused for 30"), shown());
    assertEquals(
        "Items were not used for 30 days: 2. clean({ unusedFor: 2592000000 }) evicts them.",
        suggestions(ROOMY, Batch.UNLIMITED, true).get(0).reason());
    Clean.Request request =
        new Clean.Request(
            Suggestions.UNUSED, Clean.NOTHING, java.util.Set.of(ItemKind.FILE, ItemKind.MODEL));
    assertEquals(8, rig.session.clean().run(request, Cancel.NEVER).freedBytes());
    assertEquals(List.of(), shown());
  }

  @Test
  void oldItemsThatFreeNothingAreNotWorthASuggestion() {
    rig.put("a", "aaaa");
    rig.now += Suggestions.UNUSED;
    rig.put("b", "aaaa");
    assertEquals(List.of(), shown());
  }

  @Test
  void aCleanIsSuggestedForGarbage() {
    rig.put("a", "aaaabbbb");
    rig.files.delete("a");
    assertEquals(List.of("clean 8"), shown());
    rig.put("b", "cccc");
    rig.now += Suggestions.UNUSED;
    assertEquals(List.of("clean 4 unused for 30", "clean 8"), shown());
    rig.session.sweep().sweepAll(Cancel.NEVER);
    assertEquals(List.of("clean 4 unused for 30"), shown());
  }

  @Test
  void oneOfTwoFilesIsSuggestedThatHaveTheSameContentInOtherChunks() {
    rig.put("a", "aaaabbbb");
    rig.now += 5;
    rig.put("b", "aaaabbbb", 3);
    rig.put("other", "cccc");
    assertEquals(List.of("clean file a 8"), shown());
    assertEquals(
        "The file \"b\" has the same content, cut into other chunks: delete one of the two.",
        suggestions(ROOMY, Batch.UNLIMITED, true).get(0).reason());
    rig.now += 5;
    rig.files.open("a");
    assertEquals(List.of("clean file b 8"), shown());
    rig.files.pin("b", true);
    assertEquals(List.of("clean file a 8"), shown());
    rig.files.pin("a", true);
    assertEquals(List.of(), shown());
    rig.files.pin("b", false);
    rig.files.delete("b");
    rig.session.sweep().sweepChunks(0);
    assertEquals(List.of(), shown());
  }

  @Test
  void copiesThatShareTheirChunksAreKeptTogether() {
    rig.put("a", "aaaabbbb");
    rig.put("copy of a", "aaaabbbb");
    assertEquals(List.of(), shown());
    rig.put("b", "aaaabbbb", 3);
    rig.now += 5;
    rig.files.open("b");
    // To delete one of the copies frees nothing, and to delete both is not one step.
    assertEquals(List.of("clean file b 8"), shown());
    rig.put("c", "aaaabbbb", 5);
    assertEquals(List.of("clean file b 8", "clean file c 8"), shown());
  }

  @Test
  void aDownloadThatDoesNotGoOnIsWorthAnEnd() {
    rig.leaveUnfinished("d", "aaaabbbb", 100);
    rig.now += Suggestions.STALLED - 1;
    assertEquals(List.of(), shown());
    rig.now += 1;
    assertEquals(List.of("resume d 8"), shown());
    assertEquals(
        "The download has not gone on for a day: files.resume() completes it, files.discard() frees"
            + " what it holds.",
        suggestions(ROOMY, Batch.UNLIMITED, true).get(0).reason());
    rig.now += 2 * DAY;
    // 92 bytes are missing.
    assertEquals(List.of("resume d 8"), shown(new Figures(8, 100, true), Batch.UNLIMITED));
    assertEquals(List.of("resume d 8"), shown(ROOMY, 100));
    assertEquals(List.of("discard d 8"), shown(new Figures(9, 100, true), Batch.UNLIMITED));
    assertEquals(List.of("discard d 8"), shown(ROOMY, 99));
    assertEquals(
        "The download has not gone on for 3 days, and the rest does not fit: files.discard() frees"
            + " what it holds.",
        suggestions(ROOMY, 99, true).get(0).reason());
    // Another session continues it.
    rig.dead.clear();
    assertEquals(List.of(), shown());
  }

  @Test
  void aDownloadOfUnknownSizeIsWorthAResume() {
    rig.leaveUnfinished("d", "aaaa", FileSpec.UNKNOWN);
    rig.now += 2 * DAY;
    assertEquals(List.of("resume d 4"), shown(ROOMY, 4));
  }

  @Test
  void aStoreThatThePlatformMayDeleteIsWorthAPromise() {
    Figures unpromised = new Figures(0, 1e9, false);
    assertEquals(List.of(), shown(unpromised, Batch.UNLIMITED));
    rig.put("a", "aaaa");
    assertEquals(List.of("persist 4"), shown(unpromised, Batch.UNLIMITED));
    assertEquals(List.of(), shown(ROOMY, Batch.UNLIMITED));
    assertEquals(List.of(), suggestions(unpromised, Batch.UNLIMITED, false));
  }

  @Test
  void suggestionsChangeNothing() {
    rig.put("a", "aaaa");
    rig.put("b", "bbbb");
    rig.files.delete("b");
    rig.leaveUnfinished("d", "aaaa", 100);
    rig.now += 3 * DAY;
    String before = rig.disk.totals() + "" + rig.disk.rows(Table.FILES);
    shown();
    assertEquals(before, rig.disk.totals() + "" + rig.disk.rows(Table.FILES));
  }
}
