package dev.granary.sim;

import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.SimDisk.Flaw;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Describes the actors of a simulation, and the faults that may happen. */
final class Scenario {
  /** Names a fault. Each use takes one of the scenario's faults. */
  enum Fault {
    /** An actor dies between two of its port calls, or before its commit is stored. */
    DEATH,
    /** An actor dies after its commit is stored, before it receives the outcome. */
    DEATH_AFTER_COMMIT,
    /** A commit fails for an unknown reason. */
    FAILURE,
    /** A commit finds no room. */
    QUOTA,
    /** A port call throws: a commit, which then stores nothing, or a read. */
    THROW,
    /** A store predicts wrong that a chunk is new: it weighs the commit, and again later. */
    WRONG_PREDICTION,
    /** All actors die that have started, and relaxed writes are lost. Others start afterwards. */
    POWER_LOSS,
    /** The clock is set forward or back. */
    CLOCK
  }

  final String name;
  final List<Actor.Script> scripts = new ArrayList<>();
  final List<String> actorNames = new ArrayList<>();
  final Set<String> laterNames = new HashSet<>();
  final Set<Fault> faults = EnumSet.noneOf(Fault.class);
  final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
  final List<Long> clockJumps = new ArrayList<>();
  int faultCount;
  ChunkForm form = ChunkForm.BLOB;
  boolean leases;
  boolean everybodySeemsAlive;
  boolean everybodySeemsDead;
  boolean makesRoom;
  boolean sparesReaders;
  int pageSize = 256;
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

  /** Adds an actor whose session opens at any later moment, also after a loss of power. */
  Scenario later(String actorName, Actor.Script script) {
    laterNames.add(actorName);
    return actor(
        actorName,
        run -> {
          run.open();
          script.run(run);
        });
  }

  /** Adds a script that runs before the actors begin, without faults. */
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

  /**
   * Lets the last touch of a journal decide whether its owner lives, because owners cannot be
   * asked.
   */
  Scenario leases() {
    leases = true;
    return this;
  }

  Scenario flaw(Flaw flaw) {
    flaws.add(flaw);
    return this;
  }

  /** Plants the mistake that every owner counts as alive for ever. */
  Scenario everybodySeemsAlive() {
    everybodySeemsAlive = true;
    return this;
  }

  /** Plants the mistake that only the asking owner counts as alive. */
  Scenario everybodySeemsDead() {
    everybodySeemsDead = true;
    return this;
  }

  /** Sets the budget of stored bytes for all actors. */
  Scenario budget(long bytes) {
    budget = bytes;
    return this;
  }

  /** Lets an actor make room without need. */
  Scenario makesRoom() {
    makesRoom = true;
    return this;
  }

  /** Sets how many chunks a sweep looks at in one transaction. */
  Scenario pageSize(int chunks) {
    pageSize = chunks;
    return this;
  }

  /**
   * Requires that sweeps leave what readers need. No actor of the scenario cleans or makes room.
   */
  Scenario sparesReaders() {
    sparesReaders = true;
    return this;
  }

  /**
   * Returns whether an actor may have to make room, and so may delete what it would keep otherwise.
   */
  boolean roomIsShort() {
    return budget != Batch.UNLIMITED || faults.contains(Fault.QUOTA);
  }
}
