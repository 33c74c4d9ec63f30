package dev.granary.model;

import dev.granary.catalog.ChunkRef;
import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists all tensors of a model, and the parts in which they lie. Its row names exactly the chunks
 * that the tensors touch, except those of evicted tensors.
 *
 * @param key the key of the model's rows
 * @param stamp the stamp of the last write of this index; zero until it is stored
 * @param tensors the tensors in the order in which they were stored; each name occurs once
 */
record TensorIndex(String key, long stamp, List<ModelPart> parts, List<StoredTensor> tensors) {
  TensorIndex {
    parts = List.copyOf(parts);
    tensors = List.copyOf(tensors);
  }

  /** Returns the tensor of a name, or null. */
  StoredTensor find(String name) {
    for (StoredTensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    return null;
  }

  /** Returns the part in which a tensor lies. */
  ModelPart part(StoredTensor tensor) {
    return parts.get(tensor.entry().part());
  }

  /** Returns the same index after tensors of the same names were replaced, and others added. */
  TensorIndex with(List<ModelPart> newParts, List<StoredTensor> newTensors) {
    Map<String, StoredTensor> replacing = new HashMap<>();
    for (StoredTensor tensor : newTensors) {
      replacing.put(tensor.name(), tensor.inPart(parts.size() + tensor.entry().part()));
    }
    List<ModelPart> allParts = new ArrayList<>(parts);
    allParts.addAll(newParts);
    List<StoredTensor> all = new ArrayList<>();
    for (StoredTensor tensor : tensors) {
      StoredTensor other = replacing.remove(tensor.name());
      all.add(other == null ? tensor : other);
    }
    for (StoredTensor tensor : newTensors) {
      StoredTensor added = replacing.get(tensor.name());
      if (added != null) {
        all.add(added);
      }
    }
    return withoutEmptyParts(allParts, all);
  }

  /** Returns the same index without a tensor. */
  TensorIndex without(String name) {
    List<StoredTensor> left = new ArrayList<>(tensors);
    left.removeIf(tensor -> tensor.name().equals(name));
    return withoutEmptyParts(parts, left);
  }

  /** Returns the same index in which some tensors are evicted, or have come back. */
  TensorIndex evicted(Set<String> names, boolean now) {
    List<StoredTensor> all = new ArrayList<>();
    for (StoredTensor tensor : tensors) {
      all.add(names.contains(tensor.name()) ? tensor.evicted(now) : tensor);
    }
    return new TensorIndex(key, stamp, parts, all);
  }

  /** Drops the parts in which no tensor lies. */
  private TensorIndex withoutEmptyParts(List<ModelPart> oldParts, List<StoredTensor> all) {
    int[] moved = new int[oldParts.size()];
    for (StoredTensor tensor : all) {
      moved[tensor.entry().part()] = 1;
    }
    List<ModelPart> left = new ArrayList<>();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] == 1) {
        moved[i] = left.size();
        left.add(oldParts.get(i));
      }
    }
    List<StoredTensor> placed = new ArrayList<>();
    for (StoredTensor tensor : all) {
      placed.add(tensor.inPart(moved[tensor.entry().part()]));
    }
    return new TensorIndex(key, stamp, left, placed);
  }

  /** Adds up the bytes of all tensors, evicted ones included. */
  long totalSize() {
    long sum = 0;
    for (StoredTensor tensor : tensors) {
      sum += tensor.entry().size();
    }
    return sum;
  }

  /** Returns the chunks that each tensor touches, in the order of the tensors. */
  List<List<ChunkRef>> chunksOfEach() {
    List<long[]> offsets = new ArrayList<>();
    for (ModelPart part : parts) {
      offsets.add(offsets(part));
    }
    List<List<ChunkRef>> all = new ArrayList<>();
    for (StoredTensor tensor : tensors) {
      all.add(touched(tensor, offsets.get(tensor.entry().part())));
    }
    return all;
  }

  /** Returns the chunks that a tensor touches. */
  List<ChunkRef> chunksOf(StoredTensor tensor) {
    return touched(tensor, offsets(part(tensor)));
  }

  private List<ChunkRef> touched(StoredTensor tensor, long[] offsets) {
    if (tensor.entry().size() == 0) {
      return List.of();
    }
    int first = chunkAt(tensor.entry().at(), offsets);
    int last = chunkAt(tensor.end() - 1, offsets);
    return part(tensor).chunks().subList(first, last + 1);
  }

  /** Returns where each chunk of a part begins. */
  static long[] offsets(ModelPart part) {
    long[] offsets = new long[part.chunks().size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + part.chunks().get(i - 1).size();
    }
    return offsets;
  }

  /** Returns the index of the chunk that holds a byte. */
  static int chunkAt(long at, long[] offsets) {
    int low = 0;
    int high = offsets.length - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (offsets[middle] <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Makes the row that keeps this index. The row adds the bytes that are kept to the total. */
  Row row() {
    Set<String> names = new HashSet<>();
    List<List<ChunkRef>> chunks = chunksOfEach();
    long kept = 0;
    for (int i = 0; i < tensors.size(); i++) {
      if (!tensors.get(i).evicted()) {
        kept += tensors.get(i).entry().size();
        for (ChunkRef chunk : chunks.get(i)) {
          names.add(chunk.id());
        }
      }
    }
    String text = TensorCodec.encode(this);
    return new Row(Table.TENSORS, key, Row.UNSTAMPED, kept, List.copyOf(names), text);
  }

  static TensorIndex of(Row row) {
    return TensorCodec.decode(row.key(), row.stamp(), row.text());
  }
}
