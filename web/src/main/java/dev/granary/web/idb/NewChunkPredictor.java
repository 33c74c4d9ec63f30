package dev.granary.web.idb;

/**
 * Whether the chunks of many small files are likely to be new, as those of the last ones were. To
 * look at 256 took 36 of the 100 ms of their transaction (measured); a wrong guess costs the
 * transaction that found it wrong, so nobody guesses again before a careful look has found only new
 * ones.
 */
final class NewChunkPredictor {
  private boolean allNew = true;

  boolean allNew() {
    return allNew;
  }

  void learn(boolean wereNew) {
    allNew = wereNew;
  }
}
