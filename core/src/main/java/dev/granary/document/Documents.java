package dev.granary.document;

import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;

/** Stores the documents of one session. Their text is the caller's own JSON, kept unchanged. */
public final class Documents {
  private final Session session;

  public Documents(Session session) {
    this.session = session;
  }

  /** Stores a document and replaces the one that was there. */
  public void put(String key, String json) {
    Batch batch = Batch.of(Step.DOCUMENT_PUT, session.clock().now()).put(row(key, json)).build();
    session.commits().commit(batch, key, 0);
  }

  private static Row row(String key, String json) {
    return new Row(Table.DOCUMENTS, key, Row.UNSTAMPED, json.length(), List.of(), json);
  }

  /** Returns the document, or null. */
  public String get(String key) {
    Row row = session.store().read(Keys.none().row(Table.DOCUMENTS, key)).row(Table.DOCUMENTS, key);
    return row == null ? null : row.text();
  }

  /** Deletes a document; returns false when there was none. */
  public boolean delete(String key) {
    Batch batch =
        Batch.of(Step.DOCUMENT_DELETE, session.clock().now())
            .requirePresent(Table.DOCUMENTS, key)
            .delete(Table.DOCUMENTS, key)
            .build();
    return session.commits().commit(batch, key, 0).committed();
  }

  /** Lists the keys that start with the prefix, in order. */
  public List<String> keys(String prefix) {
    List<String> keys = new ArrayList<>();
    Keys wanted = Keys.none().rows(Table.DOCUMENTS, prefix);
    for (Row row : session.store().read(wanted).rows(Table.DOCUMENTS, prefix)) {
      keys.add(row.key());
    }
    return keys;
  }
}
