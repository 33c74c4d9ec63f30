package dev.granary.integrity;

import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.digest.Hex;
import dev.granary.http.Http;
import dev.granary.http.Part;
import dev.granary.http.Refusal;
import dev.granary.http.Validator;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.NewChunk;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;

/**
 * Fetches one damaged chunk again from where its file came from, and nothing else of the file. Only
 * bytes that hash to the chunk's id are stored; nothing else that a server says could make them
 * right.
 */
final class Repair {
  /** A commit is refused only when somebody else changed the manifest in between. */
  private static final int TRIES = 100;

  private final Session session;
  private final Http http;

  Repair(Session session, Http http) {
    this.session = session;
    this.http = http;
  }

  /** Repairs a chunk; gives null, or why that could not be done. */
  String run(FileManifest file, int index) {
    Origin origin = file.origin();
    if (origin == null) {
      return "nobody knows where the file came from.";
    }
    long from = 0;
    for (int i = 0; i < index; i++) {
      from += file.chunks().get(i).size();
    }
    ChunkRef chunk = file.chunks().get(index);
    if (chunk.size() > ChunkLayout.LARGEST) {
      return "its size is more than any chunk can have.";
    }
    Http.Request part = Http.Request.of(origin.url()).range(from, from + chunk.size());
    try {
      Http.Answer answer = http.get(part);
      try {
        String refused = refused(answer, origin, part);
        return refused != null ? refused : take(answer, file.key(), chunk);
      } finally {
        answer.body().close();
      }
    } catch (GranaryException failure) {
      return failure.getMessage();
    }
  }

  /** What is wrong with an answer before its first byte, or null. */
  private static String refused(Http.Answer answer, Origin origin, Http.Request asked) {
    if (answer.status() == 200) {
      return "the server sent the whole file where a part was asked for.";
    }
    if (answer.status() != 206) {
      return Refusal.of(answer, asked.url()).getMessage();
    }
    if (Validator.denies(origin.validator(), answer)) {
      return "the file at its origin is another by now.";
    }
    Part.of(answer, asked);
    return null;
  }

  private String take(Http.Answer answer, String key, ChunkRef chunk) {
    ChunkBuffer buffer = session.buffers().take(chunk.size());
    try {
      for (int filled = 0; filled < chunk.size(); ) {
        int read = answer.body().read(buffer, filled, chunk.size() - filled);
        if (read < 0) {
          return "the server sent only " + filled + " of " + chunk.size() + " bytes.";
        }
        filled += read;
      }
      byte[] bytes = buffer.memory();
      String sha256 = Hex.encode(session.digests().sha256(bytes, chunk.size()).join());
      if (!sha256.equals(chunk.id())) {
        return "the bytes at its origin are others.";
      }
      int[] crcs = session.digests().blockCrcs(bytes, chunk.size()).join();
      return store(key, new NewChunk(chunk.id(), chunk.size(), crcs, bytes));
    } finally {
      session.buffers().release(1);
    }
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
