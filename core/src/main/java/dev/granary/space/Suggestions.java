package dev.granary.space;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Journal;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.Suggestion.Action;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Finds what a user can do about the space that a store takes. Changes nothing. */
public final class Suggestions {
  private static final long DAY = 24 * 3600_000L;

  /** A clean is suggested for items that were not used for so long. */
  public static final long UNUSED = 30 * DAY;

  /** An unfinished download is worth a suggestion when it has not gone on for so long. */
  public static final long STALLED = DAY;

  private final Store store;
  private final Clock clock;
  private final Owners owners;
  private final Clean clean;
  private final long budget;
  private final List<Suggestion> found = new ArrayList<>();

  /**
   * @param budget the most bytes that may be stored
   */
  public Suggestions(Store store, Clock clock, Owners owners, Clean clean, long budget) {
    this.store = store;
    this.clock = clock;
    this.owners = owners;
    this.clean = clean;
    this.budget = budget;
  }

  /**
   * Finds the suggestions. May suspend.
   *
   * @param items all items of the store
   * @param space the figures of the platform
   * @param mayPersist whether the platform can promise to delete nothing by itself
   */
  public List<Suggestion> of(List<Usage.Item> items, SpacePort.Figures space, boolean mayPersist) {
    found.clear();
    suggestCleaning();
    suggestOneOfTwins(items);
    long stored = store.read(Keys.none().totals()).totals().storedBytes();
    suggestDownloads(Math.min(space.available(), budget - stored));
    if (mayPersist && !space.persisted() && stored > 0) {
      String reason =
          "The browser may delete everything when space is short: persist() asks it to keep what"
              + " is stored.";
      add(Action.PERSIST, null, null, stored, reason);
    }
    return List.copyOf(found);
  }

  private void add(Action action, String kind, String key, long bytes, String reason) {
    found.add(new Suggestion(action, kind, key, bytes, Clean.NOTHING, reason));
  }

  private void suggestCleaning() {
    Set<ItemKind> kinds = Set.of(ItemKind.FILE, ItemKind.MODEL);
    Clean.Report plan = clean.plan(new Clean.Request(UNUSED, Clean.NOTHING, kinds));
    long unused = 0;
    for (Eviction eviction : plan.evicted()) {
      unused += eviction.bytes();
    }
    if (unused > 0) {
      String reason =
          "Items were not used for 30 days: "
              + plan.evicted().size()
              + ". clean({ unusedFor: "
              + UNUSED
              + " }) evicts them.";
      found.add(new Suggestion(Action.CLEAN, null, null, unused, UNUSED, reason));
    }
    if (plan.freedBytes() > unused) {
      String reason = "Nothing needs these bytes any more: clean() deletes them now.";
      add(Action.CLEAN, null, null, plan.freedBytes() - unused, reason);
    }
  }

  /** Finds files of the same content that share no chunk, because they were cut differently. */
  private void suggestOneOfTwins(List<Usage.Item> items) {
    Map<String, List<Usage.Item>> byContent = new HashMap<>();
    for (Usage.Item item : items) {
      if (item.sha256() != null) {
        byContent.computeIfAbsent(item.sha256(), content -> new ArrayList<>()).add(item);
      }
    }
    for (Usage.Item item : items) {
      List<Usage.Item> twins = byContent.remove(item.sha256());
      if (twins != null && twins.size() > 1) {
        suggestOneOf(twins);
      }
    }
  }

  private void suggestOneOf(List<Usage.Item> twins) {
    List<Usage.Item> spare = new ArrayList<>();
    Usage.Item kept = null;
    for (Usage.Item twin : twins) {
      if (!twin.pinned() && twin.onlyItsBytes() > 0) {
        spare.add(twin);
      } else {
        kept = twin;
      }
    }
    if (kept == null) {
      // One of them has to stay: the one that was used last.
      kept = spare.get(0);
      for (Usage.Item twin : spare) {
        kept = twin.lastAccessed() > kept.lastAccessed() ? twin : kept;
      }
      spare.remove(kept);
    }
    for (Usage.Item twin : spare) {
      String reason =
          "The file \""
              + kept.key()
              + "\" has the same content, cut into other chunks: delete one of the two.";
      add(Action.CLEAN, twin.kind(), twin.key(), twin.onlyItsBytes(), reason);
    }
  }

  private void suggestDownloads(long room) {
    // The journals first, their owners afterwards: see Owners.living.
    List<Row> rows = store.read(Keys.none().rows(Table.JOURNALS, "")).rows(Table.JOURNALS, "");
    Predicate<Journal> living = owners.living();
    for (Row row : rows) {
      Journal journal = download(row);
      long age = journal == null ? 0 : clock.now() - journal.touchedAt();
      if (age >= STALLED && !living.test(journal)) {
        suggestDownload(journal, age / DAY, room);
      }
    }
  }

  /** Reads a journal; gives null when it is of no download that can be resumed. */
  private static Journal download(Row row) {
    try {
      Journal journal = Journal.decode(row.key(), row.stamp(), row.text());
      return journal.resumable() ? journal : null;
    } catch (GranaryException damagedOrNewer) {
      return null;
    }
  }

  private void suggestDownload(Journal journal, long days, long room) {
    long size = journal.expectedSize();
    boolean fits = size == FileSpec.UNKNOWN || size - journal.watermark() <= room;
    String reason =
        "The download has not gone on for "
            + (days == 1 ? "a day" : days + " days")
            + (fits ? ": files.resume() completes it, " : ", and the rest does not fit: ")
            + "files.discard() frees what it holds.";
    Action action = fits ? Action.RESUME : Action.DISCARD;
    add(action, null, journal.key(), journal.watermark(), reason);
  }
}
