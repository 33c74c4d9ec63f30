package dev.granary.web.idb;

import dev.granary.web.dom.Database;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Transaction;
import java.util.Set;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;
import org.teavm.jso.core.JSUndefined;

/** Begins transactions, and makes key ranges for them. */
final class Transactions {
  private Transactions() {}

  static Transaction read(Database database, Set<String> stores) {
    return database.transaction(names(stores), "readonly", options("default"));
  }

  static Transaction write(Database database, Set<String> stores, boolean relaxed) {
    return database.transaction(
        names(stores), "readwrite", options(relaxed ? "relaxed" : "strict"));
  }

  private static JsArray names(Set<String> stores) {
    JsArray names = JsArray.Maker.empty();
    for (String store : stores) {
      names.push(JSString.valueOf(store));
    }
    return names;
  }

  @JSBody(params = "durability", script = "return { durability: durability };")
  private static native JSObject options(String durability);

  /**
   * Makes the range of all keys with the prefix. Returns undefined, which is no bound, for the
   * empty prefix.
   */
  static JSObject prefixed(String prefix) {
    // The end is the first string after all keys with the prefix: its last unit is one higher. The
    // highest unit has no successor, so it is cut off.
    int length = prefix.length();
    while (length > 0 && prefix.charAt(length - 1) == Character.MAX_VALUE) {
      length--;
    }
    if (length == 0) {
      return prefix.isEmpty() ? JSUndefined.instance() : from(prefix);
    }
    String behind = prefix.substring(0, length - 1) + (char) (prefix.charAt(length - 1) + 1);
    return between(prefix, behind);
  }

  @JSBody(params = "key", script = "return IDBKeyRange.lowerBound(key, true);")
  static native JSObject behind(String key);

  @JSBody(params = "key", script = "return IDBKeyRange.lowerBound(key);")
  private static native JSObject from(String key);

  @JSBody(
      params = {"first", "behind"},
      script = "return IDBKeyRange.bound(first, behind, false, true);")
  private static native JSObject between(String first, String behind);

  @JSBody(
      params = {"first", "last"},
      script = "return IDBKeyRange.bound(first, last);")
  static native JSObject within(String first, String last);

  @JSBody(
      params = {"first", "last"},
      script = "return IDBKeyRange.bound(first, last);")
  static native JSObject between(double first, double last);
}
