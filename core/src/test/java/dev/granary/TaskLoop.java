package dev.granary;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Schedules work on the JVM. The time stands still until a test lets it pass. Each piece of work
 * has a thread of its own, but only one thread runs at a time, in the order in which the pieces
 * became ready. So the same test always takes the same course.
 */
public final class TaskLoop implements Scheduler, Clock {
  private static final long BEGAN = 1_800_000_000_000L;

  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::time).thenComparingLong(Due::number));
  private final Semaphore loop = new Semaphore(0);
  private Strand current;
  private long now = BEGAN;
  private long made;
  private Throwable failure;

  private record Due(long time, long number, Runnable callback) {}

  /** Represents the thread of one piece of work. */
  private static final class Strand {
    private final Semaphore baton = new Semaphore(0);
  }

  /** Holds the state of a call that a test has begun. */
  public static final class Call<T> {
    private boolean done;
    private T value;
    private RuntimeException failure;

    public boolean isDone() {
      return done;
    }

    /** Returns the result of the call, or throws its error; fails while the call still waits. */
    public T get() {
      if (!done) {
        throw new AssertionError("The call still waits.");
      }
      if (failure != null) {
        throw failure;
      }
      return value;
    }
  }

  @Override
  public long now() {
    return now;
  }

  /** Begins a call, and runs the call as far as possible. */
  public <T> Call<T> call(Supplier<T> body) {
    Call<T> call = new Call<>();
    fork(
        () -> {
          try {
            call.value = body.get();
          } catch (RuntimeException thrown) {
            call.failure = thrown;
          }
          call.done = true;
        });
    run();
    return call;
  }

  /** Runs until all work waits for a call of the test, or for time to pass. */
  public void run() {
    for (boolean more = true; more; ) {
      while (!ready.isEmpty()) {
        ready.poll().run();
      }
      more = !timers.isEmpty() && timers.peek().time() <= now;
      if (more) {
        timers.poll().callback().run();
      }
    }
    if (failure != null) {
      throw new AssertionError("Work must not throw.", failure);
    }
  }

  /** Lets this time pass, and runs each timer at its time. */
  public void advance(long milliseconds) {
    long until = now + milliseconds;
    run();
    while (!timers.isEmpty() && timers.peek().time() <= until) {
      now = timers.peek().time();
      run();
    }
    now = until;
  }

  @Override
  public void fork(Work work) {
    Strand strand = new Strand();
    Thread thread =
        new Thread(
            () -> {
              strand.baton.acquireUninterruptibly();
              try {
                work.work();
              } catch (RuntimeException | Error thrown) {
                failure = thrown;
              }
              loop.release();
            });
    thread.setDaemon(true);
    thread.start();
    ready.add(() -> resume(strand));
  }

  private void resume(Strand strand) {
    current = strand;
    strand.baton.release();
    loop.acquireUninterruptibly();
    current = null;
  }

  @Override
  public Latch latch() {
    return new LoopLatch();
  }

  private final class LoopLatch implements Latch {
    private boolean settled;
    private RuntimeException reason;
    private Strand waiting;

    @Override
    public void settle() {
      settled(null);
    }

    @Override
    public void fail(RuntimeException why) {
      settled(why);
    }

    private void settled(RuntimeException why) {
      if (!settled) {
        settled = true;
        reason = why;
        if (waiting != null) {
          Strand strand = waiting;
          ready.add(() -> resume(strand));
        }
      }
    }

    @Override
    public void await() {
      if (!settled) {
        waiting = current;
        loop.release();
        waiting.baton.acquireUninterruptibly();
      }
      if (reason != null) {
        throw reason;
      }
    }
  }

  @Override
  public void after(long milliseconds, Runnable callback) {
    timers.add(new Due(now + milliseconds, made++, callback));
  }

  @Override
  public Timer sometime(long milliseconds, Runnable callback) {
    Due due = new Due(now + milliseconds, made++, callback);
    timers.add(due);
    return () -> timers.remove(due);
  }
}
