package dev.granary.space;

/** Says when something has become so full that people should hear of it, once for each level. */
public final class FillLevel {
  private static final int WARNING = 80;
  private static final int ALARM = 95;

  private int told;

  /** Whether a level is reached now that was not reached the last time. */
  public boolean rises(double usage, double quota) {
    double percent = quota > 0 ? usage * 100 / quota : 0;
    int level = percent >= ALARM ? ALARM : percent >= WARNING ? WARNING : 0;
    boolean rises = level > told;
    told = level;
    return rises;
  }
}
