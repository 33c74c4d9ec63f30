package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.catalog.ChunkRef;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.http.PartFetch;
import dev.granary.integrity.ScrubbedContent;
import dev.granary.store.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The chunks of a model for a scrub: those of the tensors that are not evicted, each once. */
final class ScrubbedModel implements ScrubbedContent {
  private final Row row;
  private final TensorIndex index;

  /** Null where nothing can be fetched. */
  private final PartFetch fetch;

  private final List<ChunkRef> chunks = new ArrayList<>();

  /** Where each chunk lies: the first tensor in it, and its place in the part of that tensor. */
  private final List<StoredTensor> tensors = new ArrayList<>();

  private final List<Integer> places = new ArrayList<>();

  ScrubbedModel(Row row, PartFetch fetch) {
    this.row = row;
    this.index = TensorIndex.of(row);
    this.fetch = fetch;
    List<List<ChunkRef>> all = index.chunksOfEach();
    Set<String> known = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      StoredTensor tensor = index.tensors().get(i);
      if (tensor.evicted() || all.get(i).isEmpty()) {
        continue;
      }
      int place = TensorIndex.chunkAt(tensor.entry().at(), TensorIndex.offsets(index.part(tensor)));
      for (ChunkRef chunk : all.get(i)) {
        if (known.add(chunk.id())) {
          chunks.add(chunk);
          tensors.add(tensor);
          places.add(place);
        }
        place++;
      }
    }
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public List<ChunkRef> chunks() {
    return chunks;
  }

  @Override
  public String tensorAt(int chunk) {
    return tensors.get(chunk).name();
  }

  @Override
  public String fetchChunk(int chunk, ChunkBuffer into) {
    StoredTensor tensor = tensors.get(chunk);
    if (fetch == null || index.part(tensor).origin() == null) {
      return "it is not known where the tensor came from.";
    }
    try {
      new OriginChunks(fetch, index, tensor, List.of(places.get(chunk)), 0).chunk(0, into);
      return null;
    } catch (GranaryException refused) {
      return refused.getMessage();
    }
  }
}
