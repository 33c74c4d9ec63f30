package dev.granary.web.idb;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/**
 * Records with their keys, in the keys' order and page by page: a page's keys come before its
 * values and are enough to ask for the next, so the engine reads that while this one is taken in.
 */
final class Scan {
  /** So many are taken in within some 10 ms: between two pages, a page's window does other work. */
  private static final int PAGE = 2000;

  /** Takes in a record. Never suspends. */
  interface Visitor {
    void visit(String key, JSObject value);
  }

  private final Round round;
  private final ObjectStore store;
  private final Visitor visitor;

  /** Of the page whose values come next. */
  private JsArray keys;

  private Scan(Round round, ObjectStore store, Visitor visitor) {
    this.round = round;
    this.store = store;
    this.visitor = visitor;
  }

  /** All records whose keys begin so. */
  static void prefix(Round round, ObjectStore store, String prefix, Visitor visitor) {
    Scan scan = new Scan(round, store, visitor);
    scan.pages(prefix, Transactions.prefixed(prefix));
  }

  /** The first records behind a key. */
  static void behind(Round round, ObjectStore store, String key, int most, Visitor visitor) {
    new Scan(round, store, visitor).page(Transactions.behind(key), most, () -> {});
  }

  private void pages(String prefix, JSObject range) {
    page(
        range,
        PAGE,
        () -> {
          if (keys.getLength() == PAGE) {
            pages(prefix, Transactions.prefixed(prefix, key(PAGE - 1)));
          }
        });
  }

  private void page(JSObject range, int most, Round.Next whenKeysAreKnown) {
    round.request(
        store.getAllKeys(range, most),
        found -> {
          keys = (JsArray) found;
          whenKeysAreKnown.run();
        });
    round.request(store.getAll(range, most), this::take);
  }

  private void take(JSObject found) {
    JsArray values = (JsArray) found;
    for (int i = 0; i < keys.getLength(); i++) {
      visitor.visit(key(i), values.get(i));
    }
  }

  private String key(int index) {
    return ((JSString) keys.get(index)).stringValue();
  }
}
