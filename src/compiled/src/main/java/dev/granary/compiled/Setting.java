package dev.granary.compiled;

import dev.granary.Clock;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.file.Files;
import dev.granary.session.Session;
import dev.granary.space.Owners;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Store;

/** Provides a store and a clock, for sessions that cut files into very small chunks. */
final class Setting {
  private final Store store;
  private final int chunkSize;
  private long now = 1_800_000_000_000L;

  Setting(Store store, int chunkSize) {
    this.store = store;
    this.chunkSize = chunkSize;
  }

  Session session(String owner) {
    return session(owner, Batch.UNLIMITED);
  }

  Session session(String owner, long budget) {
    Clock clock = () -> now;
    ChunkLayout layout = new ChunkLayout(chunkSize);
    Owners owners = Owners.byLease(clock);
    return Session.open(
        store, clock, owners, owner, Digests.JAVA, layout, budget, Verify.FIRST_READ);
  }

  Files files() {
    return new Files(session("me"));
  }

  void pass(long milliseconds) {
    now += milliseconds;
  }

  String totals() {
    return store.read(Keys.none().totals()).totals().toString();
  }
}
