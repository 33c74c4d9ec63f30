package dev.granary.space;

/**
 * Decides when people should hear how full a space is: once for each level that the space reaches.
 */
final class FillLevel {
  private static final int WARNING = 80;
  private static final int ALARM = 95;

  private int lastLevel;

  /** Returns whether the level is higher than at the last call. */
  boolean rises(double usage, double quota) {
    double percent = quota > 0 ? usage * 100 / quota : 0;
    int level = percent >= ALARM ? ALARM : percent >= WARNING ? WARNING : 0;
    boolean rises = level > lastLevel;
    lastLevel = level;
    return rises;
  }
}
