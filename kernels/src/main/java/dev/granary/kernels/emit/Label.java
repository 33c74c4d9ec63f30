package dev.granary.kernels.emit;

/** Where a branch goes: behind a block, or back to the start of a loop. */
public final class Label {
  /** How many structures are around it. */
  final int depth;

  Label(int depth) {
    this.depth = depth;
  }
}
