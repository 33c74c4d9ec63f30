package dev.granary.space;

/**
 * Supplies the figures of an origin's or a disk's space, and receives reports of evictions and fill
 * levels.
 */
public interface SpacePort {
  /** Knows no figures, and ignores all reports. */
  SpacePort UNKNOWN =
      new SpacePort() {
        @Override
        public Figures ask() {
          return Figures.UNKNOWN;
        }

        @Override
        public void evicted(ItemKind kind, String key, long bytes) {}

        @Override
        public void filled(double usage, double quota) {}
      };

  /**
   * Holds the platform's figures of its space. These figures are for people, and Granary never
   * trusts them: only a commit shows whether its bytes fit.
   *
   * @param usage the bytes in use
   * @param quota the bytes in use and free together, or infinity where the platform does not tell
   * @param persisted whether the platform has promised to delete nothing by itself
   */
  record Figures(double usage, double quota, boolean persisted) {
    /** Stands for a platform that tells nothing. */
    public static final Figures UNKNOWN = new Figures(0, Double.POSITIVE_INFINITY, false);

    /** Returns the free bytes, or {@link Long#MAX_VALUE} where the platform does not tell. */
    public long available() {
      double free = quota - usage;
      return free < Long.MAX_VALUE ? (long) Math.max(0, free) : Long.MAX_VALUE;
    }
  }

  /** Asks the platform. May suspend. */
  Figures ask();

  /**
   * Receives the report that an item was evicted, with the bytes that this freed. The key is that
   * which people read. Never suspends.
   */
  void evicted(ItemKind kind, String key, long bytes);

  /**
   * Receives the report that the budget or the space has reached a warning level. Never suspends.
   */
  void filled(double usage, double quota);
}
