package dev.granary;

/**
 * Runs pieces of work beside each other: the port through which the core overlaps whole calls. A
 * browser uses coroutines and timers for this port; a JVM host uses a loop or threads.
 *
 * <p>Of all work over one session, one piece runs at a time. Another piece goes on only while the
 * running piece waits. So the code between two waits is atomic.
 */
public interface Scheduler {
  /**
   * Runs nothing beside the caller. A fork is an error, timers never fire, and a latch must be
   * settled before it is awaited.
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
          return new IllegalStateException(
              "Without a scheduler, nothing can run beside the caller.");
        }
      };

  /**
   * Does work beside the caller. May suspend, and must not throw. The method's name differs from
   * the names of methods that never suspend, such as {@link Runnable#run}: compiled to JavaScript,
   * methods of one name suspend together.
   */
  interface Work {
    void work();
  }

  /** Controls a callback that is still to come. */
  interface Timer {
    /** Drops the callback. Never suspends. */
    void cancel();
  }

  /** Runs work soon, beside the caller's work. Never suspends. */
  void fork(Work work);

  /** Makes a latch. */
  Latch latch();

  /**
   * Calls back after some time, for work that waits for the callback. The callback must not
   * suspend. Zero milliseconds mean: after all work that is ready to run now.
   */
  void after(long milliseconds, Runnable callback);

  /**
   * Calls back after some time, for work that may be left out: the program may end before the
   * callback. The callback must not suspend.
   */
  Timer sometime(long milliseconds, Runnable callback);
}
