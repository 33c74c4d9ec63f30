package dev.granary;

import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.codec.Deflate;
import dev.granary.digest.Digests;
import dev.granary.document.Documents;
import dev.granary.file.KeyLocks;
import dev.granary.file.WriteTurns;
import dev.granary.http.Http;
import dev.granary.session.Activity;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.space.SpacePort;
import dev.granary.space.Suggestion;
import dev.granary.space.Suggestions;
import dev.granary.space.Usage;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Store;
import dev.granary.store.Table;
import dev.granary.store.Totals;
import java.util.List;

/**
 * Keeps files, models and documents in a store: the front door of the core for Java programs.
 *
 * <p>One thread at a time calls a granary and the objects that the granary returns. After {@link
 * #close} every call fails with CLOSED.
 */
public final class Granary implements AutoCloseable {
  private final Gate gate;
  private final SpacePort space;
  private final Session session;
  private final Activity activity;
  private final GranaryFiles files;
  private final GranaryModels models;
  private final Documents documents;

  private Granary(Builder builder) {
    gate = new Gate(builder.store);
    space = builder.space;
    session =
        Session.open(
            gate,
            builder.clock,
            builder.owners == null ? Owners.byLease(builder.clock) : builder.owners,
            builder.owner == null ? Long.toHexString(System.nanoTime()) : builder.owner,
            builder.digests,
            ChunkLayout.of(builder.chunkSize),
            builder.budget,
            builder.verify,
            builder.space,
            builder.deflate,
            builder.scheduler);
    activity = new Activity(session, builder.scheduler);
    WriteTurns turns = new WriteTurns(builder.scheduler, builder.locks, session.owners());
    files = new GranaryFiles(session, activity, turns, builder.scheduler);
    models = new GranaryModels(session, activity, builder.http, builder.scheduler);
    documents = new Documents(session);
  }

  /** Opens a granary in memory. */
  public static Granary inMemory() {
    return on(new MemoryStore()).open();
  }

  /** Prepares a granary on a store. */
  public static Builder on(Store store) {
    return new Builder(store);
  }

  /** Returns the files. */
  public GranaryFiles files() {
    return files;
  }

  /** Returns the models: named tensors. */
  public GranaryModels models() {
    return models;
  }

  /** Returns the documents: small texts of JSON. */
  public Documents documents() {
    return documents;
  }

  /** Returns the session, for calls that the front door does not offer. */
  public Session session() {
    return session;
  }

  /** Counts what is stored. */
  public Stats stats() {
    Totals totals = session.store().read(Keys.none().totals()).totals();
    return new Stats(
        totals.count(Table.FILES),
        totals.count(Table.MODELS),
        // The row of each model adds its number of tensors.
        totals.bytes(Table.MODELS),
        totals.count(Table.DOCUMENTS),
        totals.bytes(Table.FILES),
        totals.bytes(Table.TENSORS),
        totals.storedBytes(),
        totals.garbageBytes(),
        totals.bytes(Table.JOURNALS));
  }

  /** Lists every file, model and collection: what it takes, and how it is used. */
  public List<Usage.Item> usage() {
    return Usage.of(session.store(), session.accessLog());
  }

  /** Suggests what to do about the space that the store takes. */
  public List<Suggestion> suggestions() {
    Suggestions suggestions =
        new Suggestions(
            session.store(), session.clock(), session.owners(), session.clean(), session.budget());
    // A program that has a disk of its own needs no promise of a browser.
    return suggestions.of(usage(), space.ask(), false);
  }

  /**
   * Counts what is stored.
   *
   * @param models how many versions of models there are
   * @param tensors how many tensors these have, evicted ones included
   * @param fileBytes the logical bytes of all files
   * @param modelBytes the logical bytes of all tensors that are not evicted
   * @param storedBytes the stored bytes of all chunks, each chunk once
   * @param garbageBytes the stored bytes that the next sweeps delete
   * @param unfinishedBytes the bytes of files that are not complete
   */
  public record Stats(
      long files,
      long models,
      long tensors,
      long documents,
      long fileBytes,
      long modelBytes,
      long storedBytes,
      long garbageBytes,
      long unfinishedBytes) {}

  /** Ends all tasks, and writes the times of last use. A second call does nothing. */
  @Override
  public void close() {
    if (activity.close()) {
      gate.close();
    }
  }

  /** Collects the settings of a granary. Each setting has a default. */
  public static final class Builder {
    private final Store store;
    private Clock clock = System::currentTimeMillis;
    private Digests digests = Digests.JAVA;
    private int chunkSize = ChunkLayout.DEFAULT_SIZE;
    private long budget = Batch.UNLIMITED;
    private Verify verify = Verify.FIRST_READ;
    private SpacePort space = SpacePort.UNKNOWN;
    private Scheduler scheduler = Scheduler.NONE;

    /** Null for leases by the clock. */
    private Owners owners;

    /** Null for a name that no other session has. */
    private String owner;

    /** Null where there are no locks. */
    private KeyLocks locks;

    /** Null where there is no compression. */
    private Deflate deflate;

    /** Null where nothing can be fetched. */
    private Http http;

    private Builder(Store store) {
      this.store = store;
    }

    /** Limits the stored bytes: when more come, the least recently used files are evicted. */
    public Builder budget(long bytes) {
      budget = bytes;
      return this;
    }

    /** Sets the size of chunks in bytes. */
    public Builder chunkSize(int bytes) {
      chunkSize = bytes;
      return this;
    }

    /** Sets when the blocks of a file are verified: by default, when they are first read. */
    public Builder verify(Verify when) {
      verify = when;
      return this;
    }

    /** Sets the clock. */
    public Builder clock(Clock given) {
      clock = given;
      return this;
    }

    /** Sets what computes digests. */
    public Builder digests(Digests given) {
      digests = given;
      return this;
    }

    /** Sets what compresses encoded chunks. */
    public Builder deflate(Deflate given) {
      deflate = given;
      return this;
    }

    /** Sets the client that fetches evicted tensors again. */
    public Builder http(Http given) {
      http = given;
      return this;
    }

    /** Sets what runs work beside the caller. Without a scheduler, sweeps run during calls only. */
    public Builder scheduler(Scheduler given) {
      scheduler = given;
      return this;
    }

    /** Sets the port that is asked for the platform's space. */
    public Builder space(SpacePort port) {
      space = port;
      return this;
    }

    /**
     * Shares the store with other sessions.
     *
     * @param name the name of this session, which no other session has
     * @param living finds out which sessions live
     * @param elect elects one writer of a key among the sessions, or null for leases
     */
    public Builder sharedAs(String name, Owners living, KeyLocks elect) {
      owner = name;
      owners = living;
      locks = elect;
      return this;
    }

    /** Opens the granary. */
    public Granary open() {
      return new Granary(this);
    }
  }
}
