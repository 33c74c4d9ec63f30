package dev.granary.model;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.Origin;
import dev.granary.space.TensorRows;
import dev.granary.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lets evictions take single tensors out of the rows of models. */
final class TensorEviction implements TensorRows {
  @Override
  public List<Tensor> kept(Row row) {
    TensorIndex index = TensorIndex.of(row);
    List<List<ChunkRef>> chunks = index.chunksOfEach();
    List<Tensor> kept = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      StoredTensor tensor = index.tensors().get(i);
      // A tensor without bytes frees nothing, and cannot be missing.
      if (!tensor.evicted() && tensor.entry().size() > 0) {
        ModelPart part = index.part(tensor);
        List<String> ids = ChunkRef.distinctIds(chunks.get(i));
        kept.add(new Tensor(tensor.name(), part.createdAt(), isServer(part.origin()), ids));
      }
    }
    return kept;
  }

  /** Returns whether a server has the bytes; the address of a Blob ends with its page. */
  private static boolean isServer(Origin origin) {
    return origin != null && origin.url().startsWith("http");
  }

  @Override
  public Row without(Row row, Set<String> names) {
    return TensorIndex.of(row).evicted(names, true).row();
  }
}
