package dev.granary.space;

import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/**
 * Reads and deletes everything that is kept of a model: its manifest, its tensors, and the times of
 * last use of both.
 */
public final class ModelItem {
  private ModelItem() {}

  /** Adds the rows of a model to a read. */
  public static Keys read(Keys keys, String key) {
    return keys.row(Table.MODELS, key).row(Table.TENSORS, key).rows(Table.ACCESS, times(key));
  }

  /** Makes the prefix of the keys under which the uses of a model's tensors are kept. */
  public static String times(String key) {
    return ItemKind.TENSOR.accessKey(ItemKind.tensorKey(key, ""));
  }

  /** Adds the deletion of a model to a batch. */
  public static void delete(Batch.Builder batch, String key, Snapshot found) {
    batch
        .delete(Table.MODELS, key)
        .delete(Table.TENSORS, key)
        .delete(Table.ACCESS, ItemKind.MODEL.accessKey(key));
    for (Row time : found.rows(Table.ACCESS, times(key))) {
      batch.delete(Table.ACCESS, time.key());
    }
  }
}
