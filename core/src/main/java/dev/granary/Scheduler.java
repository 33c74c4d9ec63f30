package dev.granary;

/**
 * Runs pieces of work beside each other: the port through which the core overlaps whole calls. A
 * browser has coroutines and timers for that, a JVM host a loop or threads.
 *
 * <p>Of all work over one session, one piece runs at a time. Another piece goes on only while the
 * running one waits, so what stands between two waits is atomic.
 */
public interface Scheduler {
  /**
   * Where only the caller runs. A fork is an error, timers never fire, and a latch must be settled
   * before it is awaited.
   */
  Scheduler NONE =
      new Scheduler() {
        @Override
        public void fork(Work work) {
          throw alone();
        }

        @Override
        public Latch latch() {
          return new Latch() {
            private boolean settled;
            private RuntimeException failure;

            @Override
            public void settle() {
              settled = true;
            }

            @Override
            public void fail(RuntimeException reason) {
              if (!settled) {
                settled = true;
                failure = reason;
              }
            }

            @Override
            public void await() {
              if (!settled) {
                throw alone();
              }
              if (failure != null) {
                throw failure;
              }
            }
          };
        }

        @Override
        public void after(long milliseconds, Runnable callback) {}

        @Override
        public Timer sometime(long milliseconds, Runnable callback) {
          return () -> {};
        }

        private static IllegalStateException alone() {
          return new IllegalStateException("Nothing runs beside the caller without a scheduler.");
        }
      };

  /**
   * Work of its own. May suspend, and must not throw. Its method shares no name with a method that
   * never suspends, such as {@link Runnable#run}: compiled to JavaScript, methods of one name
   * suspend together.
   */
  interface Work {
    void work();
  }

  /** A callback that is still to come. */
  interface Timer {
    /** Drops the callback. Never suspends. */
    void cancel();
  }

  /** Runs work beside the caller's, soon. Never suspends. */
  void fork(Work work);

  /** Makes a latch. */
  Latch latch();

  /**
   * Calls back after some time, for work that waits for it. The callback must not suspend. Zero
   * milliseconds mean: behind everything that is ready to run now.
   */
  void after(long milliseconds, Runnable callback);

  /**
   * Calls back after some time for work that can as well be left out: a program may end before. The
   * callback must not suspend.
   */
  Timer sometime(long milliseconds, Runnable callback);
}
