package dev.granary.space;

/** Stands for the space of an origin or a disk, and for those who hear what becomes of it. */
public interface SpacePort {
  /** Where nothing is known of the space, and nothing hears of it. */
  SpacePort UNKNOWN =
      new SpacePort() {
        @Override
        public Figures ask() {
          return Figures.UNKNOWN;
        }

        @Override
        public void evicted(String key, long bytes) {}

        @Override
        public void filled(double usage, double quota) {}
      };

  /**
   * What the platform says of its space. These figures are only told to people and never trusted:
   * whether something fits is known when it is stored.
   *
   * @param usage the bytes that are taken
   * @param quota the bytes that there are, or infinity where the platform does not tell
   * @param persisted whether the platform has promised to delete nothing by itself
   */
  record Figures(double usage, double quota, boolean persisted) {
    /** Where the platform tells nothing. */
    public static final Figures UNKNOWN = new Figures(0, Double.POSITIVE_INFINITY, false);

    /** The bytes that are free, or {@link Long#MAX_VALUE} where the platform does not tell. */
    public long available() {
      double free = quota - usage;
      return free < Long.MAX_VALUE ? (long) Math.max(0, free) : Long.MAX_VALUE;
    }
  }

  /** Asks the platform. May suspend. */
  Figures ask();

  /** A file was evicted, which frees so many bytes. Never suspends. */
  void evicted(String key, long bytes);

  /** The budget or the space is filled to a level worth a warning. Never suspends. */
  void filled(double usage, double quota);
}
