package dev.granary.hub;

import dev.granary.hub.ShardedFiles.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Models as safetensors, whole or in shards with their index. The one that libraries load by itself
 * ({@code model}, or the only one there is) is called {@code safetensors}, others by their path:
 * {@code model.fp16}, {@code unet/diffusion_pytorch_model}. What type the numbers have stands
 * inside the files, and a listing does not tell.
 */
final class SafetensorsQuants {
  private static final String FORMAT = "safetensors";
  private static final String EXTENSION = ".safetensors";
  private static final String INDEX = EXTENSION + ".index.json";

  private SafetensorsQuants() {}

  static void find(List<RepoFile> files, Quants into) {
    Map<String, RepoFile> indices = new HashMap<>();
    for (RepoFile file : files) {
      if (file.path().endsWith(INDEX)) {
        indices.put(file.path(), file);
      }
    }
    List<Split> splits = ShardedFiles.of(files, EXTENSION);
    for (Split split : splits) {
      List<RepoFile> weights = new ArrayList<>(split.parts());
      RepoFile index = indices.get(split.prefix() + INDEX);
      if (index != null) {
        weights.add(index);
      }
      boolean main = split.prefix().equals("model") || splits.size() == 1;
      if (!into.add(main ? FORMAT : split.prefix(), FORMAT, weights)) {
        return;
      }
    }
  }
}
