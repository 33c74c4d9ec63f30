package dev.granary.space;

/** What surrounds a store: the space of its origin or disk, and who is told of what had to go. */
public interface SpacePort {
  /** Where nothing is known of it, and nobody listens. */
  SpacePort UNKNOWN =
      new SpacePort() {
        @Override
        public Figures ask() {
          return new Figures(Long.MAX_VALUE, false);
        }

        @Override
        public void evicted(String key, long bytes) {}
      };

  /**
   * What the platform says of its space. Only told to people, and never trusted: whether something
   * fits is known when it is stored.
   *
   * @param available the bytes that are free, or {@link Long#MAX_VALUE} where that is not told
   * @param persisted whether the platform has promised to delete nothing by itself
   */
  record Figures(long available, boolean persisted) {}

  /** Asks; may suspend. */
  Figures ask();

  /** Waits for one's turn to make room, which ends with {@link #leave}. May suspend. */
  default void enter() {}

  /** Never suspends. */
  default void leave() {}

  /** A file was evicted, which frees so many bytes. Never suspends. */
  void evicted(String key, long bytes);
}
