package dev.granary.compiled;

import dev.granary.store.MemoryStore;
import java.util.List;

/** Checks every area of the core, one after the other. */
final class SelfCheck {
  /** The list of areas: add a new one here. */
  private static final List<Check> CHECKS =
      List.of(
          new DigestCheck(),
          new TensorCheck(),
          new ConversionCheck(),
          new DistanceCheck(),
          new HnswSearchCheck(),
          new CodecCheck(),
          new EvictionCheck(),
          new ReaderCheck(),
          new CleanupCheck(),
          new PumpCheck("memory", MemoryStore::new),
          new FaultCheck("memory", MemoryStore::new),
          new PumpCheck("suspending", SuspendingStore::new),
          new FaultCheck("suspending", SuspendingStore::new));

  private SelfCheck() {}

  static List<String> run() {
    Report report = new Report();
    for (Check check : CHECKS) {
      check.run(report);
    }
    return report.lines();
  }
}
