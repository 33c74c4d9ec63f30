package dev.granary.space;

import dev.granary.store.Row;
import java.util.List;
import java.util.Set;

/**
 * Reads and changes the rows of tensors, so that single tensors can be evicted. Where no session
 * supplies this port, models are evicted as a whole.
 */
public interface TensorRows {
  /**
   * Divides no model. A session uses it until another one is supplied. The compiler sees two forms
   * of this port then, and leaves the other one in the part of the program that has models.
   */
  TensorRows WHOLE =
      new TensorRows() {
        @Override
        public List<Tensor> kept(Row row) {
          return List.of();
        }

        @Override
        public Row without(Row row, Set<String> names) {
          return row;
        }
      };

  /**
   * A tensor that is not evicted.
   *
   * @param createdAt when the tensor was stored
   * @param fetchable whether the tensor comes back by itself, because its origin is known
   * @param chunks the chunks in which the tensor lies, each once
   */
  record Tensor(String name, long createdAt, boolean fetchable, List<String> chunks) {}

  /** Lists the tensors of a row that are not evicted. Never suspends. */
  List<Tensor> kept(Row row);

  /** Makes the row in which these tensors are evicted. Never suspends. */
  Row without(Row row, Set<String> names);
}
