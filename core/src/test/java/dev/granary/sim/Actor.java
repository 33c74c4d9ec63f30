package dev.granary.sim;

import dev.granary.store.Fingerprint;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Simulates one session: a script of real Granary code, and all the answers it has received so far.
 *
 * <p>Blocking code cannot be stopped in its middle and copied. But its actions follow from its
 * script and the answers it received. So at each step the actor runs the script again from its
 * start, with these answers, up to the first call without one. That takes some microseconds, needs
 * no thread, and makes an actor a value.
 */
final class Actor {
  /** Says what an actor does. A script runs many times, so it keeps no state outside its run. */
  interface Script {
    void run(Run run);
  }

  final String name;
  private final Script script;
  private final List<Object> answers;
  private final List<Object> observations;
  private final Fingerprint history;
  private Deque<Call> waiting = new ArrayDeque<>();
  private boolean ended;
  private boolean dead;

  /** Whether the actor's session is open. */
  private boolean open;

  /** The rows that a store has seen at each wrong prediction about the call that waits. */
  private List<Map<RowKey, Row>> weighed = List.of();

  /** Makes an actor whose session is open from the beginning. */
  Actor(String name, Script script) {
    this(name, script, true);
  }

  Actor(String name, Script script, boolean open) {
    this(name, script, List.of(), List.of(), new Fingerprint());
    this.open = open;
  }

  private Actor(
      String name,
      Script script,
      List<Object> answers,
      List<Object> observations,
      Fingerprint history) {
    this.name = name;
    this.script = script;
    this.answers = new ArrayList<>(answers);
    this.observations = new ArrayList<>(observations);
    this.history = history;
  }

  Actor copy() {
    Actor copy = new Actor(name, script, answers, observations, history.copy());
    copy.waiting = new ArrayDeque<>(waiting);
    copy.ended = ended;
    copy.dead = dead;
    copy.open = open;
    copy.weighed = weighed;
    return copy;
  }

  /** Runs the script to its next call without an answer, or to its end. */
  void run(World world) {
    Run run = new Run(world, name, answers, observations);
    ended = run.play(script);
    waiting = run.waiting();
  }

  /**
   * Returns the call that has waited longest, or null. The calls of a session are answered in their
   * order.
   */
  Call next() {
    return waiting.peek();
  }

  /**
   * Answers the call that has waited longest.
   *
   * @param number the answer as a number. With the script, it decides what the actor does next
   */
  void answer(Object answer, long number) {
    open |= waiting.poll() instanceof Call.Open;
    answers.add(answer);
    history.add(number);
    weighed = List.of();
  }

  /** Notes the rows at a wrong prediction about the commit that has waited longest. */
  void weighed(Map<RowKey, Row> rows) {
    weighed = new ArrayList<>(weighed);
    weighed.add(rows);
  }

  List<Map<RowKey, Row>> weighed() {
    return weighed;
  }

  void die() {
    dead = true;
    waiting.clear();
  }

  /** Returns whether the actor's session is open. */
  boolean lives() {
    return open && !dead;
  }

  /** Returns whether the script has ended or the actor has died. */
  boolean done() {
    return ended || dead;
  }

  void describe(Fingerprint out) {
    out.add(history.value()).add(done() ? -1 : waiting.size());
    for (Map<RowKey, Row> rows : weighed) {
      long all = rows.size();
      for (Row row : rows.values()) {
        all += new Fingerprint().add(row.table().label()).add(row.key()).add(row.stamp()).value();
      }
      out.add(all);
    }
    // Everything the script observed outside the port, above all the clock, counts like an answer.
    observations.forEach(out::add);
  }
}
