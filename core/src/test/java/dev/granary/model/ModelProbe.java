package dev.granary.model;

import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.ModelManifest;
import dev.granary.store.Row;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Looks at the rows of a model for the simulator, and keeps the texts of its tensors. */
public final class ModelProbe {
  private final Map<String, String> tensors = new TreeMap<>();
  private final Set<String> evicted = new HashSet<>();
  private final Set<String> fetchable = new HashSet<>();
  private String wrong = "";

  /**
   * @param bytes finds the bytes of a chunk, and fails when it is not stored
   */
  public ModelProbe(Row manifestRow, Row row, Function<String, byte[]> bytes) {
    ModelManifest manifest =
        ModelManifest.decode(manifestRow.key(), manifestRow.stamp(), manifestRow.text());
    TensorIndex index = TensorIndex.of(row);
    if (manifest.tensorCount() != index.tensors().size()
        || manifest.totalSize() != index.totalSize()
        || !manifest.key().equals(row.key())) {
      wrong = "its manifest and its index differ";
    }
    Set<String> names = new HashSet<>();
    List<List<ChunkRef>> chunks = index.chunksOfEach();
    for (int i = 0; i < chunks.size(); i++) {
      StoredTensor tensor = index.tensors().get(i);
      if (index.part(tensor).origin() != null) {
        fetchable.add(tensor.name());
      }
      if (tensor.evicted()) {
        evicted.add(tensor.name());
        tensors.put(tensor.name(), "-");
        continue;
      }
      chunks.get(i).forEach(chunk -> names.add(chunk.id()));
      StringBuilder text = new StringBuilder();
      for (ChunkRef chunk : index.part(tensor).chunks()) {
        byte[] content = names.contains(chunk.id()) ? bytes.apply(chunk.id()) : null;
        text.append(
            content == null
                ? "?".repeat(chunk.size())
                : new String(content, StandardCharsets.US_ASCII));
      }
      tensors.put(tensor.name(), text.substring((int) tensor.entry().at(), (int) tensor.end()));
    }
    if (!names.equals(Set.copyOf(row.names()))) {
      wrong = "it does not name exactly the chunks of the tensors that it keeps";
    }
  }

  /** Returns what is wrong with the rows, or the empty text. */
  public String wrong() {
    return wrong;
  }

  /** Returns the texts of all tensors by their names; of evicted ones a dash. */
  public Map<String, String> tensors() {
    return new HashMap<>(tensors);
  }

  /** Returns whether a tensor can come back by itself. */
  public boolean fetchable(String name) {
    return fetchable.contains(name);
  }

  /** Returns the texts of all tensors as one text. */
  public String text() {
    return tensors.toString();
  }
}
