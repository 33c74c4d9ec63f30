package dev.granary.sim;

import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.SimDisk.Flaw;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who takes part in a simulation, and what may go wrong in it. */
final class Scenario {
  /** What can go wrong. Each takes one of the scenario's faults. */
  enum Fault {
    /**
     * An actor is gone between two of its port calls, or with a commit under way that did not come
     * through.
     */
    DEATH,
    /** An actor is gone with a commit under way that did come through. */
    DEATH_AFTER_COMMIT,
    /** A commit fails, for no reason that it gives. */
    FAILURE,
    /** A commit finds no room. */
    QUOTA,
    /** Everybody is gone, and relaxed writes are lost. */
    POWER_LOSS,
    /** The clock is set forward or back. */
    CLOCK
  }

  final String name;
  final List<Actor.Script> scripts = new ArrayList<>();
  final List<String> actorNames = new ArrayList<>();
  final Set<Fault> faults = EnumSet.noneOf(Fault.class);
  final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
  final List<Long> clockJumps = new ArrayList<>();
  int faultCount;
  ChunkForm form = ChunkForm.BLOB;
  boolean leases;
  boolean everybodySeemsAlive;
  boolean everybodySeemsDead;
  boolean makesRoom;
  long budget = Batch.UNLIMITED;
  Actor.Script before = run -> {};

  Scenario(String name) {
    this.name = name;
  }

  Scenario actor(String actorName, Actor.Script script) {
    actorNames.add(actorName);
    scripts.add(script);
    return this;
  }

  /** What has happened, undisturbed, before the actors begin. */
  Scenario before(Actor.Script script) {
    before = script;
    return this;
  }

  Scenario faults(int count, Fault first, Fault... more) {
    faultCount = count;
    faults.addAll(EnumSet.of(first, more));
    return this;
  }

  Scenario clockJumps(Long... jumps) {
    clockJumps.addAll(List.of(jumps));
    return this;
  }

  Scenario form(ChunkForm chunkForm) {
    form = chunkForm;
    return this;
  }

  /** Owners cannot be asked whether they live: their journals' last touch decides. */
  Scenario leases() {
    leases = true;
    return this;
  }

  Scenario flaw(Flaw flaw) {
    flaws.add(flaw);
    return this;
  }

  /** The planted mistake that every owner counts as alive for ever. */
  Scenario everybodySeemsAlive() {
    everybodySeemsAlive = true;
    return this;
  }

  /** The planted mistake that nobody but oneself counts as alive. */
  Scenario everybodySeemsDead() {
    everybodySeemsDead = true;
    return this;
  }

  /** The stored bytes that everybody stays within. */
  Scenario budget(long bytes) {
    budget = bytes;
    return this;
  }

  /** Somebody makes room without need. */
  Scenario makesRoom() {
    makesRoom = true;
    return this;
  }

  /** Whether somebody may have to make room, and then takes what he would leave alone otherwise. */
  boolean roomIsShort() {
    return budget != Batch.UNLIMITED || faults.contains(Fault.QUOTA);
  }
}
