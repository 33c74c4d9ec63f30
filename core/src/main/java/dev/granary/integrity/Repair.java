package dev.granary.integrity;

import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.digest.Hex;
import dev.granary.http.Http;
import dev.granary.http.PartFetch;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;

/**
 * Fetches one damaged chunk again from the origin of its file, and no other bytes of the file. Only
 * bytes that hash to the chunk's id are stored.
 */
final class Repair {
  /** Bounds the tries of a commit that is refused because another writer changed the manifest. */
  private static final int TRIES = 100;

  private final Session session;
  private final PartFetch fetch;

  Repair(Session session, Http http) {
    this.session = session;
    this.fetch = new PartFetch(http);
  }

  /** Repairs a chunk; gives null when it is repaired, else the reason why it is not. */
  String run(FileManifest file, int index) {
    Origin origin = file.origin();
    if (origin == null) {
      return "it is not known where the file came from.";
    }
    long from = 0;
    for (int i = 0; i < index; i++) {
      from += file.chunks().get(i).size();
    }
    ChunkRef chunk = file.chunks().get(index);
    if (chunk.size() > ChunkLayout.LARGEST) {
      return "its size is larger than that of any chunk.";
    }
    ChunkBuffer buffer = session.buffers().take(chunk.size());
    try {
      String refused = fetch.read(origin.url(), origin.validator(), from, chunk.size(), buffer, 0);
      return refused != null ? refused : take(buffer.memory(), file.key(), chunk);
    } catch (GranaryException failure) {
      return failure.getMessage();
    } finally {
      session.buffers().release(1);
    }
  }

  private String take(byte[] bytes, String key, ChunkRef chunk) {
    String sha256 = Hex.encode(session.digests().sha256(bytes, chunk.size()).join());
    if (!sha256.equals(chunk.id())) {
      return "the bytes at its origin are different.";
    }
    int[] crcs = session.digests().blockCrcs(bytes, chunk.size()).join();
    return store(key, new NewChunk(chunk.id(), chunk.size(), crcs, bytes));
  }

  /** Stores the chunk in place of the damaged one, under the manifest that names it. */
  private String store(String key, NewChunk chunk) {
    for (int i = 0; i < TRIES; i++) {
      Row row = session.store().read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
      if (row == null || !row.names().contains(chunk.id())) {
        return "the file was replaced or deleted meanwhile.";
      }
      Batch batch =
          Batch.of(Step.FILE_REPAIR, session.clock().now())
              .requireStamp(Table.FILES, key, row.stamp())
              .have(session.reader().mending(chunk))
              .put(row)
              .within(session.budget())
              .build();
      if (session.commits().commit(batch, key, chunk.size()).committed()) {
        return null;
      }
    }
    return "the file changes all the time.";
  }
}
