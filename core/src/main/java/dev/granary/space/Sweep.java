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
 * Deletes garbage: first the journals that no session will continue, then the chunks that no row
 * names.
 *
 * <p>A sweep may run in any tab, at any time, beside any writer, and its session may die at any
 * line. Each transaction of the sweep checks again what it deletes.
 */
public final class Sweep {
  /** How long an unnamed chunk is kept for other sessions, whose readers load chunks one by one. */
  public static final long GRACE = 10 * 60_000;

  /**
   * How long an unnamed chunk is kept where no reader needs it: a session that has just stored a
   * file still opens it, although another session has overwritten the file.
   */
  public static final long SHORT_GRACE = 300;

  /** How long an unfinished download can be resumed. */
  public static final long KEPT_UNFINISHED = 7 * 24 * 3600_000L;

  /** Bounds one transaction to some milliseconds. */
  private static final int PAGE = 256;

  /** Stands for the grace that readers need now. */
  private static final long NEEDED = -1;

  private final Store store;
  private final Clock clock;
  private final Owners owners;
  private final int pageSize;

  public Sweep(Store store, Clock clock, Owners owners) {
    this(store, clock, owners, PAGE);
  }

  /** Makes a sweep that looks at so many chunks in one transaction. */
  public Sweep(Store store, Clock clock, Owners owners, int pageSize) {
    this.store = store;
    this.clock = clock;
    this.owners = owners;
    this.pageSize = pageSize;
  }

  /**
   * Says what a sweep deleted.
   *
   * @param failure the outcome that ended the sweep early, or null
   */
  public record Report(int chunks, long bytes, Outcome failure) {
    /** Adds what was deleted next. */
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
   * Deletes the journals whose owner is gone, and that cannot be resumed or were not resumed for so
   * long. Their chunks are deleted in the same commit only where no row can be written.
   */
  public Report expireJournals(long keptUnfinished) {
    int chunks = 0;
    long bytes = 0;
    // One transaction each, on condition that no session has taken the journal over meanwhile.
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

  /** Gives the rows of the journals that {@link #expireJournals} would delete now. */
  public List<Row> expired(long keptUnfinished) {
    // The journals first, their owners afterwards: see Owners.living.
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
      // A damaged journal cannot be continued; a journal of a newer Granary is left to that
      // release.
      return unreadable.code() == Code.CORRUPT;
    }
    boolean fresh = Math.abs(now - journal.touchedAt()) < keptUnfinished;
    return !living.test(journal) && !(journal.resumable() && fresh);
  }

  /** Deletes all garbage, and the bytes that damage has left behind, until it is cancelled. */
  public Report sweepAll(Cancel cancel) {
    Report swept = sweepChunks(0, cancel);
    return swept.failure() == null ? swept.and(recount()) : swept;
  }

  /**
   * Deletes bytes that no chunk's row points to, which only damage leaves behind, and counts the
   * totals anew. The report does not count these bytes.
   */
  public Report recount() {
    // The store bounds each transaction; the last one finds no more such bytes.
    for (; ; ) {
      Outcome outcome = store.commit(Batch.of(Step.RECOUNT, clock.now()).build());
      if (!outcome.committed() || outcome.sweptChunks() == 0) {
        return new Report(0, 0, outcome.committed() ? null : outcome);
      }
    }
  }

  /**
   * Deletes unnamed chunks, page by page. With a grace the sweep looks only at condemned chunks;
   * without one it also finds chunks that damage has left unnamed.
   */
  public Report sweepChunks(long grace) {
    return sweepChunks(grace, Cancel.NEVER);
  }

  /** Deletes the garbage that no reader needs. */
  public Report sweepGarbage() {
    return sweepChunks(NEEDED);
  }

  /**
   * Returns the grace that readers need now. Readers hold the chunks of an open file where chunks
   * are stored as Blobs. Where chunks are buffers, readers of other sessions load them one by one.
   */
  public long grace() {
    return store.form().lazy() || owners.alone() ? SHORT_GRACE : GRACE;
  }

  /** Deletes unnamed chunks until it is cancelled. */
  public Report sweepChunks(long grace, Cancel cancel) {
    int chunks = 0;
    long bytes = 0;
    for (String after = ""; ; ) {
      Snapshot page = store.read(Keys.none().chunkPage(after, pageSize));
      List<String> candidates = new ArrayList<>();
      for (String id : page.page()) {
        if (grace == 0 || page.chunk(id).condemned()) {
          candidates.add(id);
        }
        after = id;
      }
      cancel.check();
      if (!candidates.isEmpty()) {
        long kept = grace == NEEDED ? grace() : grace;
        Outcome outcome =
            store.commit(Batch.of(Step.SWEEP, clock.now()).sweep(candidates, kept).build());
        if (!outcome.committed()) {
          return new Report(chunks, bytes, outcome);
        }
        chunks += outcome.sweptChunks();
        bytes += outcome.sweptBytes();
      }
      if (page.page().size() < pageSize) {
        return new Report(chunks, bytes, null);
      }
    }
  }
}
