package dev.granary.file;

import dev.granary.Clock;
import dev.granary.cache.AccessLog;
import dev.granary.cache.Reclaim;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.OwnedBuffers;
import dev.granary.digest.Digests;
import dev.granary.store.Batch;
import dev.granary.store.Owners;
import dev.granary.store.Store;
import dev.granary.store.Sweep;

/**
 * One open connection to a store, with all that its files share.
 *
 * @param owner who this connection is, in its journals
 * @param budget the stored bytes its writers stay within
 */
public record Session(
    Store store,
    Clock clock,
    String owner,
    Digests digests,
    ChunkLayout layout,
    long budget,
    ChunkReader reader,
    OwnedBuffers buffers,
    Sweep sweep,
    Reclaim reclaim,
    AccessLog accessLog) {

  /** A session that keeps to the usual: full budget, blocks verified at their first read. */
  public static Session open(
      Store store, Clock clock, Owners owners, String owner, Digests digests, ChunkLayout layout) {
    return open(store, clock, owners, owner, digests, layout, Batch.UNLIMITED, Verify.FIRST_READ);
  }

  public static Session open(
      Store store,
      Clock clock,
      Owners owners,
      String owner,
      Digests digests,
      ChunkLayout layout,
      long budget,
      Verify verify) {
    Sweep sweep = new Sweep(store, clock, Owners.including(owner, owners));
    return new Session(
        store,
        clock,
        owner,
        digests,
        layout,
        budget,
        new ChunkReader(verify),
        new OwnedBuffers(),
        sweep,
        new Reclaim(store, clock, sweep),
        new AccessLog(store, clock));
  }
}
