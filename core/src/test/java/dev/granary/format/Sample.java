package dev.granary.format;

import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A tensor that a test writes into a file. */
record Sample(String name, DataType type, List<Long> shape) {
  long size() {
    return type.byteSize(name, shape);
  }

  TensorEntry at(long at) {
    return at(0, at);
  }

  TensorEntry at(int part, long at) {
    return new TensorEntry(name, type, shape, part, at, size());
  }

  /** Returns random tensors of these types; some are single numbers, some are empty. */
  static List<Sample> random(Random random, List<DataType> types) {
    List<Sample> samples = new ArrayList<>();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      DataType type = types.get(random.nextInt(types.size()));
      List<Long> shape = new ArrayList<>();
      for (int d = random.nextInt(4); d > 0; d--) {
        shape.add((long) random.nextInt(4));
      }
      if (type.block() > 1) {
        shape.add((long) type.block() * random.nextInt(3));
      }
      String name = "léger\"\\." + (random.nextBoolean() ? "\n𝄞" : "x") + i;
      samples.add(new Sample(name, type, shape));
    }
    return samples;
  }
}
