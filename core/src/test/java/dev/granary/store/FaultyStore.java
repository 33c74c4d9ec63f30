package dev.granary.store;

import dev.granary.Pending;
import java.util.EnumMap;
import java.util.Map;

/**
 * A store that does one thing wrong at a named point: at the n-th commit of a {@link Step}. Once
 * its process has died every further call dies as well; what the store behind it holds is what the
 * next process finds.
 */
public final class FaultyStore implements Store {
  /** What happens at the point. */
  public enum Fault {
    /** The commit fails, and nothing of it is stored. */
    FAIL,
    /** There is no room, and nothing of it is stored. */
    QUOTA,
    /** The process dies before anything is stored. */
    DIE_BEFORE,
    /** The process dies when all is stored, before anybody hears of it. */
    DIE_AFTER
  }

  /** The end of a process. Nobody may live on after it: it is not for catching. */
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

  /** One fault at the n-th commit of a step, from 1, counted from now on. */
  public FaultyStore failAt(Step point, int nth, Fault what) {
    return failAt(point, nth, 1, what);
  }

  /** The fault at so many commits of a step in a row. */
  public FaultyStore failAt(Step point, int nth, int times, Fault what) {
    commits.clear();
    step = point;
    fault = what;
    first = nth;
    last = (int) Math.min(Integer.MAX_VALUE, (long) nth + times - 1);
    fired = false;
    return this;
  }

  /** Whether the point was reached. */
  public boolean fired() {
    return fired;
  }

  /** How many commits of a step were asked for. */
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
