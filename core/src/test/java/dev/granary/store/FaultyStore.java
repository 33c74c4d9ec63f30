package dev.granary.store;

import dev.granary.Pending;
import java.util.EnumMap;
import java.util.Map;

/**
 * Fails once at a named point: at the n-th commit of a {@link Step}. After the process has died,
 * every further call dies as well. The next process finds what the wrapped store holds.
 */
public final class FaultyStore implements Store {
  /** Names what happens at the point. */
  public enum Fault {
    /** The commit fails and stores nothing. */
    FAIL,
    /** The disk is full, and the commit stores nothing. */
    QUOTA,
    /** The process dies before the commit stores anything. */
    DIE_BEFORE,
    /** The process dies after the commit is stored, before the caller receives the outcome. */
    DIE_AFTER
  }

  /** Ends a process. No code may catch this error and go on. */
  public static final class Death extends Error {
    Death(String where) {
      super(where);
    }
  }

  private final Store store;
  private final Map<Step, Integer> commits = new EnumMap<>(Step.class);
  private Step step;
  private Fault fault;
  private int first;
  private int last;
  private boolean dead;
  private boolean fired;

  public FaultyStore(Store store) {
    this.store = store;
  }

  /** Sets one fault at the n-th commit of a step, counted from 1 and from now on. */
  public FaultyStore failAt(Step point, int nth, Fault what) {
    return failAt(point, nth, 1, what);
  }

  /** Sets the fault at this many commits of a step in a row. */
  public FaultyStore failAt(Step point, int nth, int times, Fault what) {
    commits.clear();
    step = point;
    fault = what;
    first = nth;
    last = (int) Math.min(Integer.MAX_VALUE, (long) nth + times - 1);
    fired = false;
    return this;
  }

  /** Returns whether the point was reached. */
  public boolean fired() {
    return fired;
  }

  /** Returns how many commits of a step were begun. */
  public int commits(Step which) {
    return commits.getOrDefault(which, 0);
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    checkAlive();
    int nth = commits.merge(batch.step(), 1, Integer::sum);
    if (batch.step() != step || nth < first || nth > last) {
      return store.begin(batch);
    }
    fired = true;
    IllegalStateException cause = new IllegalStateException(fault + " at " + step + " " + nth);
    return switch (fault) {
      case FAIL -> Pending.ready(Outcome.failed(cause));
      case QUOTA -> Pending.ready(Outcome.quota(cause));
      case DIE_BEFORE -> throw die();
      case DIE_AFTER -> {
        store.commit(batch);
        throw die();
      }
    };
  }

  @Override
  public Snapshot read(Keys keys) {
    checkAlive();
    return store.read(keys);
  }

  @Override
  public ChunkForm form() {
    return store.form();
  }

  private Death die() {
    dead = true;
    return new Death("died at " + step.label());
  }

  private void checkAlive() {
    if (dead) {
      throw new Death("dead since " + step.label());
    }
  }
}
