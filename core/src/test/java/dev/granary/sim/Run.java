package dev.granary.sim;

import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Pending;
import dev.granary.catalog.Journal;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.model.Models;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.Keys;
import dev.granary.store.Outcome;
import dev.granary.store.Snapshot;
import dev.granary.store.Store;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Runs an actor's script once from its start. The ports answer from the recorded answers until
 * these are used up.
 */
final class Run implements Store, Owners {
  /** Chunks of two bytes: files of a few letters have several. */
  static final ChunkLayout LAYOUT = new ChunkLayout(2);

  /** Stands for the answer of a port call that throws. */
  static final Object THROWN = "thrown";

  final World world;
  final String actor;
  final Clock clock;
  final Session session;
  final Files files;
  final Models models;
  final Sweep sweep;
  private final List<Object> answers;
  private final List<Object> observations;
  private final Deque<Call> waiting = new ArrayDeque<>();
  private UnaryOperator<Batch> plantedInBatches = UnaryOperator.identity();
  private int calls;
  private int observed;
  private boolean stopped;

  Run(World world, String actor, List<Object> answers, List<Object> observations) {
    this.world = world;
    this.actor = actor;
    this.answers = answers;
    this.observations = observations;
    this.clock = () -> observe(() -> world.now);
    this.session =
        Session.open(
            this,
            clock,
            this,
            actor,
            Digests.JAVA,
            LAYOUT,
            world.scenario.budget,
            Verify.FIRST_READ);
    this.files = new Files(session);
    this.models = new Models(session, ModelScripts::serve);
    this.sweep = new Sweep(this, clock, session.owners(), world.scenario.pageSize);
  }

  /**
   * Ends a run at a call without an answer. The ports ignore what the code does while it unwinds.
   */
  private static final class Stopped extends Error {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("waits for an answer", null, false, false);
    }
  }

  /** Runs the script, and returns whether it came to its end. */
  boolean play(Actor.Script script) {
    try {
      script.run(this);
      return !stopped;
    } catch (Stopped waits) {
      return false;
    } catch (GranaryException unexpected) {
      if (stopped) {
        return false;
      }
      if (threw(unexpected)) {
        return true;
      }
      throw new Violation(
          actor
              + " ended with "
              + unexpected.code()
              + ": "
              + unexpected.getMessage()
              + " "
              + unexpected.details(),
          unexpected);
    } catch (RuntimeException unexpected) {
      throw new Violation(actor + " ended with " + unexpected, unexpected);
    }
  }

  /** Returns whether an error is that of a port call which threw. */
  boolean threw(GranaryException error) {
    return error.code() == Code.FAILED && answers.contains(THROWN);
  }

  Deque<Call> waiting() {
    return waiting;
  }

  /** Returns what the script observes outside its ports, the same in each run. */
  <T> T observe(Supplier<T> sight) {
    if (stopped) {
      throw new Stopped();
    }
    if (observed == observations.size()) {
      observations.add(sight.get());
    }
    @SuppressWarnings(
        "unchecked") // The script is deterministic: it made the same call when this was recorded.
    T seen = (T) observations.get(observed++);
    return seen;
  }

  /** Changes this actor's batches, as a planted bug would. */
  void plantInBatches(UnaryOperator<Batch> change) {
    plantedInBatches = change;
  }

  @Override
  public Pending<Outcome> begin(Batch batch) {
    return call(new Call.Commit(plantedInBatches.apply(batch)));
  }

  @Override
  public Snapshot read(Keys keys) {
    Pending<Snapshot> read = call(new Call.Read(keys));
    return read.join();
  }

  @Override
  public ChunkForm form() {
    return world.disk.form();
  }

  @Override
  public Predicate<Journal> living() {
    Pending<Predicate<Journal>> asked = call(new Call.Living());
    return asked.join();
  }

  @Override
  public boolean alone() {
    Pending<Boolean> asked = call(new Call.Alone());
    return asked.join();
  }

  /** Opens the session of an actor that starts later. */
  void open() {
    call(new Call.Open()).join();
  }

  void lock(boolean exclusive) {
    call(new Call.Lock(exclusive)).join();
  }

  void unlock() {
    call(new Call.Unlock()).join();
  }

  private <T> Pending<T> call(Call call) {
    if (stopped) {
      throw new Stopped();
    }
    int number = calls++;
    if (world.undisturbed && number == answers.size()) {
      answers.add(world.answer(actor, call));
    }
    if (number >= answers.size()) {
      waiting.add(call);
    }
    return () -> {
      if (number >= answers.size()) {
        stopped = true;
        throw new Stopped();
      }
      if (answers.get(number) == THROWN) {
        throw new GranaryException(Code.FAILED, "The connection is lost.");
      }
      @SuppressWarnings("unchecked") // The answer to the same call.
      T answer = (T) answers.get(number);
      return answer;
    };
  }
}
