package dev.granary;

import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.codec.Deflate;
import dev.granary.digest.Digests;
import dev.granary.document.Documents;
import dev.granary.file.KeyLocks;
import dev.granary.file.WriteTurns;
import dev.granary.session.Activity;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.MemoryStore;
import dev.granary.store.Store;
import dev.granary.store.Table;
import dev.granary.store.Totals;

/**
 * Keeps files and documents in a store: the front door of the core for Java programs.
 *
 * <p>One thread at a time calls a granary and what it gives. After {@link #close} every call fails
 * with CLOSED.
 */
public final class Granary implements AutoCloseable {
  private final Gate gate;
  private final Session session;
  private final Activity activity;
  private final GranaryFiles files;
  private final Documents documents;

  private Granary(Builder builder) {
    gate = new Gate(builder.store);
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

  /** The files. */
  public GranaryFiles files() {
    return files;
  }

  /** The documents: small texts of JSON. */
  public Documents documents() {
    return documents;
  }

  /** The session below, for what the front door does not offer. */
  public Session session() {
    return session;
  }

  /** What is stored. */
  public Stats stats() {
    Totals totals = session.store().read(Keys.none().totals()).totals();
    return new Stats(
        totals.count(Table.FILES),
        totals.count(Table.DOCUMENTS),
        totals.bytes(Table.FILES),
        totals.storedBytes(),
        totals.garbageBytes(),
        totals.bytes(Table.JOURNALS));
  }

  /**
   * What is stored.
   *
   * @param fileBytes the bytes of all files as they are read
   * @param storedBytes the bytes of all chunks as they are kept, each once
   * @param garbageBytes the stored bytes that only wait for a sweep
   * @param unfinishedBytes the bytes of files that are not complete
   */
  public record Stats(
      long files,
      long documents,
      long fileBytes,
      long storedBytes,
      long garbageBytes,
      long unfinishedBytes) {}

  /** Ends what is under way, and writes what is still to be written. A second time does nothing. */
  @Override
  public void close() {
    if (activity.close()) {
      gate.close();
    }
  }

  /** Says what a granary keeps to. Whatever is not said is as usual. */
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

    private Builder(Store store) {
      this.store = store;
    }

    /** Stores at most so many bytes: the least recently used files go when more come. */
    public Builder budget(long bytes) {
      budget = bytes;
      return this;
    }

    /** Cuts files into chunks of so many bytes. */
    public Builder chunkSize(int bytes) {
      chunkSize = bytes;
      return this;
    }

    /** Says when the blocks of a file are verified; usually when they are first read. */
    public Builder verify(Verify when) {
      verify = when;
      return this;
    }

    /** Tells the time by this clock. */
    public Builder clock(Clock given) {
      clock = given;
      return this;
    }

    /** Computes digests with these. */
    public Builder digests(Digests given) {
      digests = given;
      return this;
    }

    /** Compresses with this what is stored encoded. */
    public Builder deflate(Deflate given) {
      deflate = given;
      return this;
    }

    /** Runs work beside the caller: without a scheduler nothing is swept but at a call. */
    public Builder scheduler(Scheduler given) {
      scheduler = given;
      return this;
    }

    /** Asks this for the space of the platform. */
    public Builder space(SpacePort port) {
      space = port;
      return this;
    }

    /**
     * Shares the store with other sessions.
     *
     * @param name what this session is called, and no other
     * @param living which sessions live
     * @param elect what elects one writer of a key among them, or null for leases
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
