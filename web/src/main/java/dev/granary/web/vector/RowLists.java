package dev.granary.web.vector;

import dev.granary.web.kernel.KernelMemory;

/** Carries the numbers of rows into the memory of the kernels, and their distances out of it. */
final class RowLists {
  /** How many rows a kernel takes at a time. A list of links has far fewer. */
  static final int MOST = 1024;

  private final KernelMemory memory;

  /** The address of the rows' numbers. */
  final int rows;

  /** The address of their distances. */
  final int distances;

  RowLists(KernelMemory memory) {
    this.memory = memory;
    rows = memory.allocate(4 * MOST);
    distances = memory.allocate(4 * MOST);
  }

  void put(int[] from, int at, int count) {
    int[] ints = memory.ints();
    for (int i = 0; i < count; i++) {
      ints[rows / 4 + i] = from[at + i];
    }
  }

  void take(float[] into, int at, int count) {
    float[] floats = memory.floats();
    for (int i = 0; i < count; i++) {
      into[at + i] = floats[distances / 4 + i];
    }
  }
}
