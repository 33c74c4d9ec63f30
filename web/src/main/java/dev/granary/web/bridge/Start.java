package dev.granary.web.bridge;

import dev.granary.web.dom.Listener;
import dev.granary.web.dom.Platform;

/**
 * Starts calls soon, in their order. Thousands of calls may come at once: when a task has been busy
 * for long enough, the rest of them start in later tasks. Measured in a page, 5,000 puts at once:
 * the starts alone took 0.2 s of one task.
 */
final class Start {
  private static final double LONGEST = 8;

  /** The start that waits behind all others, or null when none waits. */
  private static Start last;

  /** When this task began to be busy with calls. */
  private static double began;

  private final Listener call;
  private Start next;

  private Start(Listener call) {
    this.call = call;
  }

  static void soon(Listener call) {
    Start start = new Start(call);
    if (last == null) {
      began = Platform.elapsed();
      Platform.soon(start::run);
    } else {
      last.next = start;
    }
    last = start;
  }

  private void run() {
    if (next == null) {
      last = null;
    } else if (Platform.elapsed() - began < LONGEST) {
      Platform.soon(next::run);
    } else {
      Yielding.soon(next::runInNewTask);
    }
    call.happened();
  }

  private void runInNewTask() {
    began = Platform.elapsed();
    run();
  }
}
