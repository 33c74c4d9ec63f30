package dev.granary.web.api;

import dev.granary.document.Documents;
import dev.granary.session.Session;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSString;

/** Exports the documents of one store to JavaScript. */
final class DocumentExports implements CoreDocuments {
  private static final String DOCUMENT = "document";

  private final BrowserSession store;
  private final Documents documents;
  private final Events events;

  DocumentExports(BrowserSession store, Session session, Events events) {
    this.store = store;
    this.events = events;
    documents = new Documents(session);
  }

  @Override
  public Promise put(String key, String json) {
    return store.call(
        () -> {
          documents.put(key, json);
          events.change(DOCUMENT, key, "put");
          return null;
        });
  }

  @Override
  public Promise get(String key) {
    return store.call(
        () -> {
          String json = documents.get(key);
          return json == null ? null : JSString.valueOf(json);
        });
  }

  @Override
  public Promise has(String key) {
    return store.call(() -> JSBoolean.valueOf(documents.get(key) != null));
  }

  @Override
  public Promise delete(String key) {
    return store.call(
        () -> {
          boolean deleted = documents.delete(key);
          if (deleted) {
            events.change(DOCUMENT, key, "delete");
          }
          return JSBoolean.valueOf(deleted);
        });
  }

  @Override
  public Promise keys(String prefix) {
    return store.call(() -> JsArray.Maker.strings(documents.keys(prefix)));
  }
}
