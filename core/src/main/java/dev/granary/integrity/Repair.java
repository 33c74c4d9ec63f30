package dev.granary.integrity;

import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.digest.Hex;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;

/**
 * Fetches one damaged chunk again from its origin, and no other bytes. Only bytes that hash to the
 * chunk's id are stored.
 */
final class Repair {
  /** Bounds the tries of a commit that is refused because another writer changed the row. */
  private static final int TRIES = 100;

  private final Session session;

  Repair(Session session) {
    this.session = session;
  }

  /** Repairs a chunk; gives null when it is repaired, else the reason why it is not. */
  String run(ScrubbedContent content, int index) {
    ChunkRef chunk = content.chunks().get(index);
    if (chunk.size() > ChunkLayout.LARGEST) {
      return "its size is larger than that of any chunk.";
    }
    ChunkBuffer buffer = session.buffers().take(chunk.size());
    try {
      String refused = content.fetchChunk(index, buffer);
      return refused != null ? refused : take(buffer.memory(), content.row(), chunk);
    } catch (GranaryException failure) {
      return failure.getMessage();
    } finally {
      session.buffers().release(1);
    }
  }

  private String take(byte[] bytes, Row row, ChunkRef chunk) {
    String sha256 = Hex.encode(session.digests().sha256(bytes, chunk.size()).join());
    if (!sha256.equals(chunk.id())) {
      return "the bytes at its origin are different.";
    }
    int[] crcs = session.digests().blockCrcs(bytes, chunk.size()).join();
    return store(row.table(), row.key(), new NewChunk(chunk.id(), chunk.size(), crcs, bytes));
  }

  /** Stores the chunk in place of the damaged one, under the row that names it. */
  private String store(Table table, String key, NewChunk chunk) {
    for (int i = 0; i < TRIES; i++) {
      Row row = session.store().read(Keys.none().row(table, key)).row(table, key);
      if (row == null || !row.names().contains(chunk.id())) {
        return "it was replaced or deleted meanwhile.";
      }
      Batch batch =
          Batch.of(Step.FILE_REPAIR, session.clock().now())
              .requireStamp(table, key, row.stamp())
              .have(session.reader().mending(chunk))
              .put(row)
              .within(session.budget())
              .build();
      if (session.commits().commit(batch, key, chunk.size()).committed()) {
        return null;
      }
    }
    return "it changes all the time.";
  }
}
