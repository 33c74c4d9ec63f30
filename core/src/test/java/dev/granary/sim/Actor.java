package dev.granary.sim;

import dev.granary.store.Fingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One connection in a simulation: a script of real Granary code, and all it has been told so far.
 *
 * <p>Blocking code cannot be stopped in its middle and copied. But what it does follows from its
 * script and from the answers it got; so it is run again from its start at each step, with the
 * answers it had, up to the first call that has none. That takes some microseconds, needs no
 * thread, and makes an actor a value.
 */
final class Actor {
  /** What an actor does. It may keep nothing outside its run, since it is run many times. */
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

  Actor(String name, Script script) {
    this(name, script, List.of(), List.of(), new Fingerprint());
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
    return copy;
  }

  /** Runs the script on to its next call without an answer, or to its end. */
  void run(World world) {
    Run run = new Run(world, name, answers, observations);
    ended = run.play(script);
    waiting = run.waiting();
  }

  /**
   * The call that has waited longest, or null. A connection's calls are let through in their order.
   */
  Call next() {
    return waiting.peek();
  }

  /**
   * Answers the call that has waited longest.
   *
   * @param told the answer as a number: with its script it decides what the actor does next
   */
  void answer(Object answer, long told) {
    waiting.poll();
    answers.add(answer);
    history.add(told);
  }

  void die() {
    dead = true;
    waiting.clear();
  }

  boolean dead() {
    return dead;
  }

  /** Whether it has come to its script's end, or to its own. */
  boolean done() {
    return ended || dead;
  }

  void describe(Fingerprint out) {
    out.add(history.value()).add(done() ? -1 : waiting.size());
    // What was seen outside the port, the clock above all, is as good as told.
    observations.forEach(out::add);
  }
}
