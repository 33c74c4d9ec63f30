package dev.granary.kernels.emit;

/** The target of a branch: the end of a block, or the start of a loop. */
public final class Label {
  /** The number of structures around this one. */
  final int depth;

  Label(int depth) {
    this.depth = depth;
  }
}
