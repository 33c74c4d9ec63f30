package dev.granary.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.sim.Explorer.Explored;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the protocol: tries every schedule of small cases, and many random schedules of large
 * ones.
 */
@Tag("long")
final class SimulatorTest {
  /** A schedule to run again instead of exploring its scenario, as a violation printed it. */
  private static final String REPLAY = System.getProperty("granary.sim.replay", "");

  static Stream<Supplier<Scenario>> small() {
    return Scenarios.small().stream();
  }

  /** A schedule that names no scenario would silently check nothing. */
  @Test
  void theReplayedScheduleNamesAScenario() {
    String name = REPLAY.isEmpty() ? "deaths" : REPLAY.substring(0, REPLAY.indexOf(':') + 1);
    Stream<String> names =
        Stream.concat(small(), planted().map(PlantedBug::scenario)).map(each -> each.get().name);
    assertTrue(names.anyMatch(each -> (each + ":").startsWith(name)), "no scenario " + name);
  }

  @ParameterizedTest
  @MethodSource("small")
  void everyScheduleOfASmallScenarioKeepsTheInvariants(Supplier<Scenario> scenario) {
    String name = scenario.get().name;
    if (REPLAY.startsWith(name + ":")) {
      Explorer.replay(scenario.get(), REPLAY.substring(name.length() + 1));
      return;
    }
    long before = System.nanoTime();
    Explored explored = Explorer.exhaustively(scenario.get());
    System.out.printf(
        "simulator: %-24s %7d states, %7d moves, %6d ends, %5d ms%n",
        name,
        explored.states(),
        explored.moves(),
        explored.ends(),
        (System.nanoTime() - before) / 1_000_000);
    assertTrue(explored.states() > 50, "too few states for its actors to interact");
  }

  @Test
  void randomSchedulesOfRandomScenariosKeepTheInvariants() {
    fromSeeds(Scenarios::random);
  }

  @Test
  void twoTabsThatHammerTheSameKeysKeepTheInvariants() {
    fromSeeds(Scenarios::hammer);
  }

  private static void fromSeeds(LongFunction<Scenario> scenario) {
    long seeds = Long.getLong("granary.sim.seeds", 3000);
    long first = Long.getLong("granary.sim.seed", 1);
    LongStream.range(first, first + seeds)
        .forEach(
            seed -> {
              try {
                Explorer.randomly(scenario.apply(seed), seed);
              } catch (Violation violation) {
                throw new Violation(
                    "seed "
                        + seed
                        + " (-Dgranary.sim.seeds=1 -Dgranary.sim.seed="
                        + seed
                        + "): "
                        + violation.getMessage(),
                    violation);
              }
            });
    System.out.printf(
        "simulator: %s and on to %d passed%n", scenario.apply(first).name, first + seeds - 1);
  }

  static Stream<PlantedBug> planted() {
    return PlantedBug.ALL.stream();
  }

  /** A simulator that misses one of these bugs is not finished. */
  @ParameterizedTest
  @MethodSource("planted")
  void everyPlantedBugIsCaught(PlantedBug bug) {
    String name = bug.scenario().get().name;
    if (REPLAY.startsWith(name + ":")) {
      Explorer.replay(bug.scenario().get(), REPLAY.substring(name.length() + 1));
    }
    Violation caught =
        assertThrows(
            Violation.class, () -> Explorer.exhaustively(bug.scenario().get()), bug.mistake());
    System.out.printf("planted: %s%n  caught: %s%n", bug.mistake(), caught.getMessage());

    String schedule = schedule(caught);
    Violation again =
        assertThrows(Violation.class, () -> Explorer.replay(bug.scenario().get(), schedule));
    assertEquals(caught.getMessage(), again.getMessage(), "a schedule can be replayed");
  }

  private static String schedule(Violation caught) {
    String line =
        caught
            .getMessage()
            .lines()
            .filter(l -> l.startsWith("  replay: "))
            .findFirst()
            .orElseThrow();
    return line.substring(line.indexOf(':', "  replay: ".length()) + 1);
  }
}
