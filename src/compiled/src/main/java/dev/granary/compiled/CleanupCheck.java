package dev.granary.compiled;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/**
 * Checks that cleanup always runs: when a failure passes, when another one replaces it, and
 * wherever the caller waited in between.
 */
final class CleanupCheck implements Check {
  private StringBuilder done;

  /** Says where the work waits, as coroutines in a browser do. */
  private enum Wait {
    NOWHERE,
    BEFORE,
    WHEN_CAUGHT,
    AT_THE_END,
    EVERYWHERE
  }

  @Override
  public void run(Report report) {
    done = new StringBuilder();
    for (Wait wait : Wait.values()) {
      report.attempt("cleanup passed on " + wait.name(), () -> passedOn(wait));
      report.attempt("cleanup another " + wait.name(), () -> another(wait));
      report.attempt("cleanup in a loop " + wait.name(), () -> inALoop(wait));
      report.attempt("cleanup of what was taken " + wait.name(), () -> whatWasTaken(wait));
    }
    report.attempt("cleanup never waiting", this::neverWaiting);
    report.add("cleanup done", done.toString());
  }

  private String neverWaiting() {
    try {
      return failing("n");
    } catch (GranaryException failure) {
      throw failure.with("caught", true);
    } finally {
      done.append("f ");
    }
  }

  private String passedOn(Wait wait) {
    try {
      pause(wait, Wait.BEFORE);
      return failing("p");
    } catch (RuntimeException | Error failure) {
      pause(wait, Wait.WHEN_CAUGHT);
      throw failure;
    } finally {
      pause(wait, Wait.AT_THE_END);
      done.append("f ");
    }
  }

  private String another(Wait wait) {
    try {
      pause(wait, Wait.BEFORE);
      return failing("a");
    } catch (GranaryException failure) {
      pause(wait, Wait.WHEN_CAUGHT);
      throw new GranaryException(Code.CORRUPT, "Another.", failure);
    } finally {
      pause(wait, Wait.AT_THE_END);
      done.append("f ");
    }
  }

  private String inALoop(Wait wait) {
    for (int i = 0; ; i++) {
      try {
        pause(wait, Wait.BEFORE);
        return failing("l");
      } catch (GranaryException failure) {
        if (i == 2) {
          throw failure.with("tries", i);
        }
        pause(wait, Wait.WHEN_CAUGHT);
      } finally {
        pause(wait, Wait.AT_THE_END);
        done.append("f ");
      }
    }
  }

  // TeaVM 0.15 loses what a catch sets before it throws, and keeps what was set earlier.
  private String whatWasTaken(Wait wait) {
    String taken = "nothing ";
    try {
      taken = "t ";
      pause(wait, Wait.BEFORE);
      return failing("w");
    } catch (GranaryException failure) {
      pause(wait, Wait.WHEN_CAUGHT);
      throw failure;
    } finally {
      pause(wait, Wait.AT_THE_END);
      done.append(taken);
    }
  }

  private String failing(String name) {
    done.append(name);
    throw new GranaryException(Code.NETWORK, "Failed.").with("name", name);
  }

  private static void pause(Wait wait, Wait here) {
    if (wait == here || wait == Wait.EVERYWHERE) {
      SuspendingStore.pause();
    }
  }
}
