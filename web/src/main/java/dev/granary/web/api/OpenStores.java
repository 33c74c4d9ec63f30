package dev.granary.web.api;

import dev.granary.session.Activity;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the open stores under numbers. JavaScript hands a number from the base to another chunk; it
 * cannot hand over the store itself, because TeaVM loses the type of a Java object that has been
 * through JavaScript. A store is removed when it ends.
 */
final class OpenStores {
  private record Entry(int id, StoreExports store) {}

  private static final List<Entry> ALL = new ArrayList<>();
  private static int last;

  private OpenStores() {}

  /** Adds a store; returns its number, which no other store ever gets. */
  static int add(StoreExports store) {
    ALL.add(new Entry(++last, store));
    return last;
  }

  /** Returns the store with this number, or fails with CLOSED. */
  static StoreExports get(int id) {
    for (Entry entry : ALL) {
      if (entry.id() == id) {
        entry.store().store().expectOpen();
        return entry.store();
      }
    }
    throw Activity.closed();
  }

  /** Removes a store that has ended. Never suspends. */
  static void remove(int id) {
    ALL.removeIf(entry -> entry.id() == id);
  }
}
