package dev.granary.space;

import dev.granary.Cancel;
import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.Journal;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes away what nothing names: first the journals nobody will go on with, then the chunks.
 *
 * <p>It may run anywhere, at any time, beside any writer, and die at any line. Each of its
 * transactions looks again at what it takes.
 */
public final class Sweep {
  /** How long an unnamed chunk is kept, for readers that fetch chunks one by one. */
  public static final long GRACE = 10 * 60_000;

  /** How long an unfinished download waits for somebody to resume it. */
  public static final long KEPT_UNFINISHED = 7 * 24 * 3600_000L;

  /** Bounds one transaction to some milliseconds. */
  private static final int PAGE = 256;

  private final Store store;
  private final Clock clock;
  private final Owners owners;

  public Sweep(Store store, Clock clock, Owners owners) {
    this.store = store;
    this.clock = clock;
    this.owners = owners;
  }

  /**
   * What a sweep took.
   *
   * @param failure the outcome that ended it early, or null
   */
  public record Report(int chunks, long bytes, Outcome failure) {
    /** With what was taken next. */
    public Report and(Report next) {
      return new Report(chunks + next.chunks, bytes + next.bytes, next.failure);
    }
  }

  /** Sweeps the whole store. */
  public Report run(long grace) {
    Report expired = expireJournals(KEPT_UNFINISHED);
    return expired.failure() == null ? expired.and(sweepChunks(grace)) : expired;
  }

  /**
   * Deletes the journals without a living owner that nobody may resume, or nobody has resumed for
   * so long. Their chunks go with them only where nothing can be written.
   */
  public Report expireJournals(long keptUnfinished) {
    int chunks = 0;
    long bytes = 0;
    // Each in a transaction of its own, which requires that nobody has taken it over meanwhile.
    for (Row row : expired(keptUnfinished)) {
      Outcome outcome =
          store.commit(
              Batch.of(Step.JOURNAL_EXPIRE, clock.now())
                  .requireStamp(Table.JOURNALS, row.key(), row.stamp())
                  .delete(Table.JOURNALS, row.key())
                  .build());
      if (outcome.failed()) {
        return new Report(chunks, bytes, outcome);
      }
      chunks += outcome.sweptChunks();
      bytes += outcome.sweptBytes();
    }
    return new Report(chunks, bytes, null);
  }

  /** The journals that {@link #expireJournals} would delete now. */
  public List<Row> expired(long keptUnfinished) {
    // Journals first, the living afterwards: see Owners.living.
    List<Row> rows = store.read(Keys.none().rows(Table.JOURNALS, "")).rows(Table.JOURNALS, "");
    List<Row> expired = new ArrayList<>();
    if (!rows.isEmpty()) {
      Predicate<Journal> living = owners.living();
      long now = clock.now();
      for (Row row : rows) {
        if (expired(row, living, now, keptUnfinished)) {
          expired.add(row);
        }
      }
    }
    return expired;
  }

  private static boolean expired(
      Row row, Predicate<Journal> living, long now, long keptUnfinished) {
    Journal journal;
    try {
      journal = Journal.decode(row.key(), row.stamp(), row.text());
    } catch (GranaryException unreadable) {
      // Nobody can go on with a damaged journal; one of a newer Granary is that Granary's business.
      return unreadable.code() == Code.CORRUPT;
    }
    boolean fresh = Math.abs(now - journal.touchedAt()) < keptUnfinished;
    return !living.test(journal) && !(journal.resumable() && fresh);
  }

  /** Takes away all garbage, and what damage has left behind, until it is cancelled. */
  public Report sweepAll(Cancel cancel) {
    Report swept = sweepChunks(0, cancel);
    return swept.failure() == null ? swept.and(recount()) : swept;
  }

  /**
   * Deletes bytes that no chunk's row points to, which only damage leaves behind, and counts anew
   * what there is. Nobody knows whose they were, so they are not in the report.
   */
  public Report recount() {
    // The store bounds each transaction; the last one finds no more.
    for (; ; ) {
      Outcome outcome = store.commit(Batch.of(Step.RECOUNT, clock.now()).build());
      if (!outcome.committed() || outcome.sweptChunks() == 0) {
        return new Report(0, 0, outcome.committed() ? null : outcome);
      }
    }
  }

  /**
   * Deletes unnamed chunks, page by page. With a grace it looks only at those that are condemned;
   * without, also for such as damage has left unnamed.
   */
  public Report sweepChunks(long grace) {
    return sweepChunks(grace, Cancel.NEVER);
  }

  /** The same, until it is cancelled. */
  public Report sweepChunks(long grace, Cancel cancel) {
    int chunks = 0;
    long bytes = 0;
    for (String after = ""; ; ) {
      Snapshot page = store.read(Keys.none().chunkPage(after, PAGE));
      List<String> candidates = new ArrayList<>();
      for (String id : page.page()) {
        if (grace == 0 || page.chunk(id).condemned()) {
          candidates.add(id);
        }
        after = id;
      }
      cancel.check();
      if (!candidates.isEmpty()) {
        Outcome outcome =
            store.commit(Batch.of(Step.SWEEP, clock.now()).sweep(candidates, grace).build());
        if (!outcome.committed()) {
          return new Report(chunks, bytes, outcome);
        }
        chunks += outcome.sweptChunks();
        bytes += outcome.sweptBytes();
      }
      if (page.page().size() < PAGE) {
        return new Report(chunks, bytes, null);
      }
    }
  }
}
