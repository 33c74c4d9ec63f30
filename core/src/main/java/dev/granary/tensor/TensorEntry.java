package dev.granary.tensor;

import java.util.List;

/**
 * Says where a tensor lies.
 *
 * @param shape the dimensions, the outermost first; the elements of the last one lie side by side
 * @param part which of the parts (files) holds the tensor, from 0
 * @param at the offset of the tensor's first byte in that part
 * @param size how many bytes the tensor takes
 */
public record TensorEntry(
    String name, DataType type, List<Long> shape, int part, long at, long size) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }
}
