package dev.granary.sim;

import dev.granary.sim.Scenario.Fault;
import dev.granary.store.SimDisk.Loss;
import java.util.List;

/**
 * Describes one possible next event.
 *
 * @param actor the number of the actor; -1 when the event concerns the world
 * @param what the actor's name and its call, for people
 * @param fault the fault; null when a port call is answered
 * @param jump by how much the clock jumps
 * @param fates what a loss of power does to each relaxed write
 */
record Move(int actor, String what, Fault fault, long jump, List<Loss> fates) {
  static Move of(int number, Actor actor, Fault fault) {
    return new Move(number, actor.name + " " + actor.next().label(), fault, 0, List.of());
  }

  static Move clock(long jump) {
    String sign = jump < 0 ? "" : "+";
    return new Move(-1, "clock " + sign + jump / 1000 + " s", Fault.CLOCK, jump, List.of());
  }

  static Move powerLoss(List<Loss> fates) {
    return new Move(-1, "all actors " + fates, Fault.POWER_LOSS, 0, fates);
  }

  @Override
  public String toString() {
    return fault == null ? what : what + " " + fault;
  }
}
