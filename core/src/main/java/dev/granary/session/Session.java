package dev.granary.session;

import dev.granary.Clock;
import dev.granary.Scheduler;
import dev.granary.chunk.ChunkCutting;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.OwnedBuffers;
import dev.granary.chunk.codec.ChunkCodec;
import dev.granary.chunk.codec.Deflate;
import dev.granary.digest.Digests;
import dev.granary.space.AccessLog;
import dev.granary.space.Clean;
import dev.granary.space.FillWatch;
import dev.granary.space.Owners;
import dev.granary.space.Reclaim;
import dev.granary.space.SpacePort;
import dev.granary.space.SpaceQueue;
import dev.granary.space.Sweep;
import dev.granary.space.TensorRows;
import dev.granary.store.Batch;
import dev.granary.store.Store;
import java.util.HashSet;
import java.util.Set;

/** Holds one open connection to a store, with everything that its files and documents share. */
public final class Session {
  private final Store store;
  private final Clock clock;
  private final Owners owners;
  private final String owner;
  private final Digests digests;
  private final ChunkLayout layout;
  private final long budget;
  private final ChunkCodec codec;
  private final ChunkReader reader;
  private final OwnedBuffers buffers = new OwnedBuffers();
  private final Sweep sweep;
  private final Reclaim reclaim;
  private final Commits commits;
  private final AccessLog accessLog;
  private final Clean clean;
  private final FillWatch fillWatch;
  private int lastNumber;

  /** Null where no file can be cut at its tensors. */
  private ChunkCutting cutting;

  /** The journals that this session has abandoned and could not delete. */
  private final Set<Owners.RowStamp> abandoned = new HashSet<>();

  private Session(
      Store store,
      Clock clock,
      Owners owners,
      String owner,
      Digests digests,
      ChunkLayout layout,
      long budget,
      Verify verify,
      SpacePort room,
      Deflate deflate,
      Scheduler scheduler) {
    this.store = store;
    this.clock = clock;
    this.owners = Owners.including(owner, abandoned, owners);
    this.owner = owner;
    this.digests = digests;
    this.layout = layout;
    this.budget = budget;
    this.codec = deflate == null ? null : new ChunkCodec(deflate);
    this.reader = new ChunkReader(verify, digests, codec);
    this.sweep = new Sweep(store, clock, this.owners);
    this.accessLog = new AccessLog(store, clock);
    this.reclaim = new Reclaim(store, clock, sweep, accessLog, room);
    this.commits = new Commits(store, reclaim, room, new SpaceQueue(scheduler));
    this.clean = new Clean(store, clock, sweep, accessLog, room);
    this.fillWatch = new FillWatch(store, clock, scheduler, room, budget);
  }

  /** Opens a session with the usual settings: no budget, blocks verified at their first read. */
  public static Session open(
      Store store, Clock clock, Owners owners, String owner, Digests digests, ChunkLayout layout) {
    return open(store, clock, owners, owner, digests, layout, Batch.UNLIMITED, Verify.FIRST_READ);
  }

  /**
   * Opens a session.
   *
   * @param owner the session's name in its journals, which no other session has
   * @param budget the most bytes that its writers may have stored
   */
  public static Session open(
      Store store,
      Clock clock,
      Owners owners,
      String owner,
      Digests digests,
      ChunkLayout layout,
      long budget,
      Verify verify) {
    return open(store, clock, owners, owner, digests, layout, budget, verify, SpacePort.UNKNOWN);
  }

  /** Opens a session on a platform that tells its space. */
  public static Session open(
      Store store,
      Clock clock,
      Owners owners,
      String owner,
      Digests digests,
      ChunkLayout layout,
      long budget,
      Verify verify,
      SpacePort room) {
    return open(
        store, clock, owners, owner, digests, layout, budget, verify, room, null, Scheduler.NONE);
  }

  /**
   * Opens a session on a platform that compresses, and that runs work side by side.
   *
   * @param deflate compresses the chunks, or null: then chunks are stored unchanged, and encoded
   *     chunks cannot be read
   */
  public static Session open(
      Store store,
      Clock clock,
      Owners owners,
      String owner,
      Digests digests,
      ChunkLayout layout,
      long budget,
      Verify verify,
      SpacePort room,
      Deflate deflate,
      Scheduler scheduler) {
    return new Session(
        store, clock, owners, owner, digests, layout, budget, verify, room, deflate, scheduler);
  }

  public Store store() {
    return store;
  }

  public Clock clock() {
    return clock;
  }

  /** Returns the owners of journals, as this session sees them. */
  public Owners owners() {
    return owners;
  }

  public String owner() {
    return owner;
  }

  /** Returns a number that this session has not returned before. */
  public int nextNumber() {
    return ++lastNumber;
  }

  public Digests digests() {
    return digests;
  }

  public ChunkLayout layout() {
    return layout;
  }

  public long budget() {
    return budget;
  }

  /** Returns the codec of chunks, or null when the platform cannot compress. */
  public ChunkCodec codec() {
    return codec;
  }

  public ChunkReader reader() {
    return reader;
  }

  public Commits commits() {
    return commits;
  }

  /** Returns the count of the chunk buffers in use. */
  public OwnedBuffers buffers() {
    return buffers;
  }

  public Sweep sweep() {
    return sweep;
  }

  public Clean clean() {
    return clean;
  }

  /** Lets evictions take single tensors out of models. */
  public void divideModels(TensorRows rows) {
    reclaim.divideModels(rows);
    clean.divideModels(rows);
  }

  /** Lets writers cut files at their tensors. */
  public void cutBy(ChunkCutting given) {
    cutting = given;
  }

  /** Returns what cuts files at their tensors, or null. */
  public ChunkCutting cutting() {
    return cutting;
  }

  FillWatch fillWatch() {
    return fillWatch;
  }

  /** Lets a sweep delete a journal of this session that could not be deleted at once. */
  public void abandon(String key, long stamp) {
    abandoned.add(new Owners.RowStamp(key, stamp));
  }

  public AccessLog accessLog() {
    return accessLog;
  }
}
