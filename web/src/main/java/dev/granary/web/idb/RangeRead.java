package dev.granary.web.idb;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.ObjectStore;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/**
 * Reads records with their keys, page by page, in the order of the keys. All keys come before the
 * first values. So every page can be requested at once, and the engine reads the next page while
 * this one is taken in.
 */
final class RangeRead {
  /**
   * A small page leaves little to take in when the last one arrives; a smaller one only costs
   * requests.
   */
  private static final int PAGE = 500;

  /** Receives a record. Never suspends. */
  interface Visitor {
    void visit(String key, JSObject value);
  }

  private final RequestRound round;
  private final ObjectStore store;
  private final Visitor visitor;
  private JsArray keys;

  private RangeRead(RequestRound round, ObjectStore store, Visitor visitor) {
    this.round = round;
    this.store = store;
    this.visitor = visitor;
  }

  /** Reads all records whose keys begin with the prefix. */
  static void prefix(RequestRound round, ObjectStore store, String prefix, Visitor visitor) {
    RangeRead read = new RangeRead(round, store, visitor);
    JSObject range = Transactions.prefixed(prefix);
    round.request(store.getAllKeys(range), read::takeKeys);
    // This request reads all records when there are few, without waiting for their keys.
    round.request(store.getAll(range, PAGE), found -> read.take(0, found));
  }

  /** Reads the first records after a key. */
  static void behind(RequestRound round, ObjectStore store, String key, int most, Visitor visitor) {
    RangeRead read = new RangeRead(round, store, visitor);
    JSObject range = Transactions.behind(key);
    round.request(store.getAllKeys(range, most), found -> read.keys = (JsArray) found);
    round.request(store.getAll(range, most), found -> read.take(0, found));
  }

  private void takeKeys(JSObject found) {
    keys = (JsArray) found;
    for (int i = PAGE; i < keys.getLength(); i += PAGE) {
      int first = i;
      int last = Math.min(first + PAGE, keys.getLength()) - 1;
      round.request(
          store.getAll(Transactions.within(key(first), key(last))), page -> take(first, page));
    }
  }

  private void take(int first, JSObject found) {
    JsArray values = (JsArray) found;
    for (int i = 0; i < values.getLength(); i++) {
      visitor.visit(key(first + i), values.get(i));
    }
  }

  private String key(int index) {
    return ((JSString) keys.get(index)).stringValue();
  }
}
