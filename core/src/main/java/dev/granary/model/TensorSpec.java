package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.VersionedText;
import dev.granary.tensor.DataType;
import java.util.List;

/**
 * Describes a tensor that a caller stores. Its type and shape say how many bytes it has.
 *
 * @param shape the dimensions, the outermost first
 * @param metadata the caller's own JSON, kept unchanged, or null
 */
public record TensorSpec(String name, DataType type, List<Long> shape, String metadata) {
  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** Returns how many bytes the tensor has. INVALID when the tensor can never be stored. */
  long checkedSize() {
    if (name == null || name.isEmpty()) {
      throw new GranaryException(Code.INVALID, "A tensor must have a name.");
    }
    if (type == null) {
      throw new GranaryException(
              Code.INVALID, "The tensor \"" + name + "\" must have a known type.")
          .with("tensor", name);
    }
    // Four levels deep in the index of tensors.
    VersionedText.expectMetadata(metadata, 4);
    return type.byteSize(name, shape);
  }
}
