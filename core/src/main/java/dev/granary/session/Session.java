package dev.granary.session;

import dev.granary.Clock;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.OwnedBuffers;
import dev.granary.chunk.codec.ChunkCodec;
import dev.granary.chunk.codec.Deflate;
import dev.granary.digest.Digests;
import dev.granary.space.AccessLog;
import dev.granary.space.Clean;
import dev.granary.space.Owners;
import dev.granary.space.Reclaim;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.Store;
import java.util.HashSet;
import java.util.Set;

/** One open connection to a store, with all that its files and documents share. */
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
  private final Commits commits;
  private final AccessLog accessLog;
  private final Clean clean;

  /** The journals that this session gave up and could not delete. */
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
      Deflate deflate) {
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
    Reclaim reclaim = new Reclaim(store, clock, sweep, accessLog, room);
    this.commits = new Commits(store, reclaim, room);
    this.clean = new Clean(store, clock, sweep, accessLog, room);
  }

  /** A session that keeps to the usual: no budget, blocks verified at their first read. */
  public static Session open(
      Store store, Clock clock, Owners owners, String owner, Digests digests, ChunkLayout layout) {
    return open(store, clock, owners, owner, digests, layout, Batch.UNLIMITED, Verify.FIRST_READ);
  }

  /**
   * Opens a session.
   *
   * @param owner its name in its journals, which no other session has
   * @param budget the stored bytes that its writers stay within
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

  /** The same, in surroundings that are known. */
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
    return open(store, clock, owners, owner, digests, layout, budget, verify, room, null);
  }

  /**
   * The same on a platform that compresses.
   *
   * @param deflate what chunks are encoded with, or null: then they are kept as they are, and those
   *     that are encoded cannot be read
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
      Deflate deflate) {
    return new Session(store, clock, owners, owner, digests, layout, budget, verify, room, deflate);
  }

  public Store store() {
    return store;
  }

  public Clock clock() {
    return clock;
  }

  /** Who lives, as this session knows it. */
  public Owners owners() {
    return owners;
  }

  public String owner() {
    return owner;
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

  /** What encodes chunks, or null where the platform has nothing for that. */
  public ChunkCodec codec() {
    return codec;
  }

  public ChunkReader reader() {
    return reader;
  }

  public Commits commits() {
    return commits;
  }

  /** The chunk buffers that are in use. */
  public OwnedBuffers buffers() {
    return buffers;
  }

  public Sweep sweep() {
    return sweep;
  }

  public Clean clean() {
    return clean;
  }

  /** Lets a sweep take a journal of this session's own, which could not be deleted at once. */
  public void abandon(String key, long stamp) {
    abandoned.add(new Owners.RowStamp(key, stamp));
  }

  public AccessLog accessLog() {
    return accessLog;
  }
}
