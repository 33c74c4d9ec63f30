package dev.granary.model;

import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import java.util.List;

/** Supplies the tensors of a model one after the other, each with its bytes. */
public interface TensorSource {
  /** Returns the next tensor, or null after the last one. May suspend. */
  TensorSpec next();

  /**
   * Returns the bytes of the tensor that {@link #next} returned last: exactly as many as its type
   * and shape say. Called once for each tensor. May suspend.
   */
  ByteSource data();

  /** Returns where the bytes of this tensor can be fetched again, or null. */
  default Origin origin() {
    return null;
  }

  /** Returns the offset of this tensor's first byte at its origin. */
  default long from() {
    return 0;
  }

  /** Releases the resources behind the source. Called once, also after a failure. */
  default void close() {}

  /** Supplies tensors that are in memory; the two lists are equally long. */
  static TensorSource of(List<TensorSpec> tensors, List<byte[]> data) {
    return new TensorSource() {
      private int next;

      @Override
      public TensorSpec next() {
        return next == tensors.size() ? null : tensors.get(next++);
      }

      @Override
      public ByteSource data() {
        byte[] bytes = data.get(next - 1);
        int[] at = {0};
        return (into, offset, length) -> {
          int part = Math.min(length, bytes.length - at[0]);
          System.arraycopy(bytes, at[0], into.memory(), offset, part);
          at[0] += part;
          return part == 0 ? -1 : part;
        };
      }
    };
  }
}
