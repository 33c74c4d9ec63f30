package dev.granary.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntSupplier;

/** Tries the possible moves of a scenario until one violates an invariant. */
final class Explorer {
  /** One move in this many is a fault, as long as the scenario has faults left. */
  private static final int FAULT_RARITY = 12;

  private final Scenario scenario;
  private final Set<Long> seen = new HashSet<>();
  private final List<Move> trace = new ArrayList<>();
  private final List<Integer> choices = new ArrayList<>();
  private int moves;
  private int ends;

  private Explorer(Scenario scenario) {
    this.scenario = scenario;
  }

  /** Reports an exploration: the number of states, of the moves between them, and of ends. */
  record Explored(int states, int moves, int ends) {}

  /** Tries every schedule. A state that was visited before is not explored again. */
  static Explored exhaustively(Scenario scenario) {
    Explorer explorer = new Explorer(scenario);
    explorer.explained(() -> explorer.explore(new World(scenario)));
    return new Explored(explorer.seen.size(), explorer.moves, explorer.ends);
  }

  private void explore(World world) {
    if (!seen.add(world.state())) {
      return;
    }
    List<Move> possible = possible(world);
    if (world.over()) {
      ends++;
      world.copy().epilogue();
    }
    for (int i = 0; i < possible.size(); i++) {
      // The last move needs no copy: nothing uses this world afterwards.
      World next = i < possible.size() - 1 ? world.copy() : world;
      make(next, possible.get(i), i);
      explore(next);
      trace.remove(trace.size() - 1);
      choices.remove(choices.size() - 1);
    }
  }

  private static List<Move> possible(World world) {
    List<Move> possible = world.moves();
    if (!world.over() && possible.stream().allMatch(move -> move.fault() != null)) {
      throw new Violation("No actor can go on: " + world.waiting());
    }
    return possible;
  }

  private void make(World world, Move move, int choice) {
    trace.add(move);
    choices.add(choice);
    moves++;
    world.make(move);
  }

  /** Tries one random schedule. */
  static void randomly(Scenario scenario, long seed) {
    Random random = new Random(seed);
    new Explorer(scenario)
        .follow(
            possible -> {
              int steps = (int) possible.stream().filter(move -> move.fault() == null).count();
              boolean wrong = possible.size() > steps && random.nextInt(FAULT_RARITY) == 0;
              return wrong
                  ? steps + random.nextInt(possible.size() - steps)
                  : random.nextInt(steps);
            },
            () -> 0);
  }

  /** Runs a schedule again, as a violation printed it after the scenario's name. */
  static void replay(Scenario scenario, String schedule) {
    Deque<Integer> rest = new ArrayDeque<>();
    if (!schedule.isEmpty()) {
      for (String choice : schedule.split("\\.", -1)) {
        rest.add(Integer.valueOf(choice));
      }
    }
    new Explorer(scenario).follow(possible -> rest.isEmpty() ? 0 : rest.poll(), rest::size);
  }

  private interface Chooser {
    int choose(List<Move> possible);
  }

  /**
   * Follows the chooser until all actors have ended, and further while the chooser has more moves.
   */
  private void follow(Chooser chooser, IntSupplier more) {
    explained(
        () -> {
          World world = new World(scenario);
          while (!world.over() || more.getAsInt() > 0) {
            List<Move> next = possible(world);
            int choice = chooser.choose(next);
            make(world, next.get(choice), choice);
          }
          world.epilogue();
        });
  }

  /** Adds to a violation its schedule, and how to run the schedule again. */
  private void explained(Runnable exploration) {
    try {
      exploration.run();
    } catch (Violation violation) {
      StringBuilder schedule = new StringBuilder();
      for (int choice : choices) {
        schedule.append(schedule.length() == 0 ? "" : ".").append(choice);
      }
      throw new Violation(
          violation.getMessage()
              + "\n  replay: "
              + scenario.name
              + ":"
              + schedule
              + "\n  schedule: "
              + trace,
          violation);
    }
  }
}
