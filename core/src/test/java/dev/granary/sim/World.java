package dev.granary.sim;

import dev.granary.catalog.Journal;
import dev.granary.sim.Scenario.Fault;
import dev.granary.space.Owners;
import dev.granary.store.Batch;
import dev.granary.store.Fingerprint;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Row;
import dev.granary.store.RowKey;
import dev.granary.store.RowRange;
import dev.granary.store.SimDisk;
import dev.granary.store.SimDisk.Loss;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Holds a scenario at one moment: its disk, its clock and its actors. */
final class World {
  /** Far from zero, so that clocks can be set back. */
  private static final long BEGINNING = 1_800_000_000_000L;

  final Scenario scenario;
  final SimDisk disk;
  final Invariants invariants;
  private final Locks locks;
  private final List<Actor> actors = new ArrayList<>();
  private int faultsLeft;
  long now;

  /** Whether calls are answered at once: before the actors begin and after they have ended. */
  boolean undisturbed;

  /** Makes the world after the actors have made their first calls. */
  World(Scenario scenario) {
    this.scenario = scenario;
    this.disk = new SimDisk(scenario.form, scenario.flaws);
    this.invariants = new Invariants(this);
    this.locks = new Locks();
    this.faultsLeft = scenario.faultCount;
    this.now = BEGINNING;
    undisturbed(new Actor("before", scenario.before));
    for (int i = 0; i < scenario.scripts.size(); i++) {
      String name = scenario.actorNames.get(i);
      boolean open = !scenario.laterNames.contains(name);
      actors.add(new Actor(name, scenario.scripts.get(i), open));
    }
    actors.forEach(actor -> actor.run(this));
  }

  private World(World other) {
    this.scenario = other.scenario;
    this.disk = other.disk.copy();
    this.invariants = other.invariants.copy(this);
    this.locks = other.locks.copy();
    other.actors.forEach(actor -> actors.add(actor.copy()));
    this.faultsLeft = other.faultsLeft;
    this.now = other.now;
  }

  World copy() {
    return new World(this);
  }

  /** Returns whether all actors have ended. */
  boolean over() {
    return actors.stream().allMatch(Actor::done);
  }

  /** Lists everything that can happen next; answers to port calls come first. */
  List<Move> moves() {
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < actors.size(); i++) {
      Actor actor = actors.get(i);
      if (actor.next() != null && possible(actor)) {
        moves.add(Move.of(i, actor, null));
      }
    }
    for (Fault fault : scenario.faults) {
      // Power can be lost after all actors have ended, too; no other fault matters then.
      if (faultsLeft > 0 && (!over() || fault == Fault.POWER_LOSS)) {
        addFaults(moves, fault);
      }
    }
    return moves;
  }

  private boolean possible(Actor actor) {
    return !(actor.next() instanceof Call.Lock lock) || locks.free(actor.name, lock.exclusive());
  }

  private void addFaults(List<Move> moves, Fault fault) {
    switch (fault) {
      case POWER_LOSS -> fates(disk.unsynced()).forEach(each -> moves.add(Move.powerLoss(each)));
      case CLOCK -> scenario.clockJumps.forEach(jump -> moves.add(Move.clock(jump)));
      default -> {
        for (int i = 0; i < actors.size(); i++) {
          Call call = actors.get(i).next();
          if (call != null && concerns(fault, call)) {
            moves.add(Move.of(i, actors.get(i), fault));
          }
        }
      }
    }
  }

  private boolean concerns(Fault fault, Call call) {
    return switch (fault) {
      case DEATH -> !(call instanceof Call.Open);
      case THROW -> call.isCommit() || call instanceof Call.Read;
      case WRONG_PREDICTION ->
          call instanceof Call.Commit commit && disk.mayPredict(commit.batch());
      default -> call.isCommit();
    };
  }

  /**
   * Lists every combination of fates for this many relaxed writes; beyond four, one fate for all of
   * them.
   */
  private static List<List<Loss>> fates(int writes) {
    List<List<Loss>> all = new ArrayList<>();
    if (writes > 4) {
      for (Loss fate : Loss.values()) {
        all.add(Collections.nCopies(writes, fate));
      }
      return all;
    }
    all.add(List.of());
    for (int i = 0; i < writes; i++) {
      List<List<Loss>> longer = new ArrayList<>();
      for (List<Loss> fates : all) {
        for (Loss fate : Loss.values()) {
          List<Loss> more = new ArrayList<>(fates);
          more.add(fate);
          longer.add(more);
        }
      }
      all = longer;
    }
    return all;
  }

  /** Makes a move, and runs the actor it concerns. */
  void make(Move move) {
    if (move.fault() != null) {
      faultsLeft--;
    }
    if (move.actor() < 0) {
      makeOfWorld(move);
      return;
    }
    Actor actor = actors.get(move.actor());
    if (move.fault() == Fault.DEATH_AFTER_COMMIT) {
      answer(actor, actor.next());
    }
    if (move.fault() == Fault.DEATH || move.fault() == Fault.DEATH_AFTER_COMMIT) {
      die(actor);
      return;
    }
    Call call = actor.next();
    if (move.fault() == Fault.WRONG_PREDICTION) {
      actor.weighed(disk.rowsFor(((Call.Commit) call).batch()));
      return;
    }
    Object answer = move.fault() == null ? answer(actor, call) : wrong(move.fault());
    actor.answer(answer, numberOf(call, answer));
    actor.run(this);
  }

  private static Object wrong(Fault fault) {
    return switch (fault) {
      case FAILURE -> Outcome.failed(null);
      case QUOTA -> Outcome.quota(null);
      default -> Run.THROWN;
    };
  }

  private void makeOfWorld(Move move) {
    if (move.fault() == Fault.CLOCK) {
      now += move.jump();
      return;
    }
    actors.stream().filter(Actor::lives).forEach(this::die);
    disk.losePower(move.fates());
    invariants.afterPowerLoss();
  }

  private void die(Actor actor) {
    actor.die();
    locks.release(actor.name);
  }

  /** Does what a call asks for, before the actors begin or after they have ended. */
  Object answer(String actor, Call call) {
    return answer(actor, call, List.of());
  }

  private Object answer(Actor actor, Call call) {
    return answer(actor.name, call, actor.weighed());
  }

  private Object answer(String actor, Call call, List<Map<RowKey, Row>> weighed) {
    if (call instanceof Call.Commit commit) {
      return commit(actor, commit.batch(), weighed);
    }
    if (call instanceof Call.Read read) {
      return disk.read(read.keys());
    }
    if (call instanceof Call.Living) {
      return living(actor);
    }
    if (call instanceof Call.Alone) {
      return alone(actor);
    }
    if (call instanceof Call.Lock lock) {
      locks.take(actor, lock.exclusive());
    } else if (call instanceof Call.Unlock) {
      locks.release(actor);
    }
    return true;
  }

  private Outcome commit(String actor, Batch batch, List<Map<RowKey, Row>> weighed) {
    Outcome outcome = disk.commit(batch, weighed);
    if (outcome.committed()) {
      invariants.afterCommit(actor, batch, outcome);
    }
    return outcome;
  }

  private Predicate<Journal> living(String asking) {
    if (scenario.everybodySeemsAlive || scenario.everybodySeemsDead) {
      return journal -> scenario.everybodySeemsAlive;
    }
    if (scenario.leases) {
      return Owners.byLease(() -> now).living();
    }
    Set<String> alive = alive();
    alive.add(asking);
    return journal -> alive.contains(journal.owner());
  }

  Set<String> alive() {
    Set<String> alive = new TreeSet<>();
    actors.stream().filter(Actor::lives).forEach(actor -> alive.add(actor.name));
    return alive;
  }

  private boolean alone(String asking) {
    Set<String> others = alive();
    others.remove(asking);
    return !scenario.leases && others.isEmpty();
  }

  /** Returns an answer as one number, together with its time. */
  private long numberOf(Call call, Object answer) {
    Fingerprint print = new Fingerprint().add(now);
    if (answer == Run.THROWN || answer instanceof Boolean) {
      print.add(answer);
    } else if (answer instanceof Outcome outcome) {
      print.add(outcome.result().name()).add(outcome.stamp());
      print.add(outcome.unmet()).add(outcome.sweptBytes());
    } else if (call instanceof Call.Living) {
      print.add(alive());
    } else if (call instanceof Call.Read read) {
      describe(read.keys(), (Snapshot) answer, print);
    }
    return print.value();
  }

  private static void describe(Keys keys, Snapshot snapshot, Fingerprint out) {
    for (RowKey key : keys.rows()) {
      describe(snapshot.row(key.table(), key.key()), out);
    }
    for (RowRange<?> range : keys.ranges()) {
      for (Object made : snapshot.rows(range)) {
        if (made instanceof Row row) {
          describe(row, out);
        } else {
          out.add(made);
        }
      }
    }
    for (RowKey key : keys.contents()) {
      Row row = snapshot.row(key.table(), key.key());
      if (row != null) {
        row.names().forEach(id -> out.add(snapshot.payload(id) == null ? 0 : 1));
      }
    }
    keys.payloads().forEach(id -> out.add(snapshot.payload(id) == null ? 0 : 1));
    out.add(snapshot.page());
  }

  private static void describe(Row row, Fingerprint out) {
    if (row == null) {
      out.add(0);
    } else {
      out.add(row.key()).add(row.stamp()).add(row.text());
    }
  }

  /** Returns everything that decides the next moves, as one number. */
  long state() {
    Fingerprint print = new Fingerprint();
    disk.describe(print);
    print.add(now).add(faultsLeft);
    actors.forEach(actor -> actor.describe(print));
    invariants.describe(print);
    return print.value();
  }

  /** Ends all actors and checks what they leave on the disk. */
  void epilogue() {
    actors.forEach(this::die);
    disk.mend();
    undisturbed(new Actor("epilogue", Epilogue::run));
  }

  private void undisturbed(Actor actor) {
    undisturbed = true;
    actor.run(this);
    undisturbed = false;
  }

  String waiting() {
    StringBuilder out = new StringBuilder();
    for (Actor actor : actors) {
      String state = actor.done() ? " has ended; " : " waits with " + actor.next().label() + "; ";
      out.append(actor.name).append(state);
    }
    return out.toString();
  }

  /** Returns a key's content on the disk now, or null. */
  String content(String key) {
    return invariants.content(disk.read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key));
  }
}
