package dev.granary.hub;

import dev.granary.hub.Splits.Split;
import dev.granary.manifest.RepoFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Models as safetensors, whole or in shards with their index. The one that libraries load by itself
 * ({@code model}, or the only one there is) is called {@code safetensors}, others by their path:
 * {@code model.fp16}, {@code unet/diffusion_pytorch_model}. What type the numbers have stands
 * inside the files, and a listing does not tell.
 */
final class SafetensorsQuants {
  private static final String FORMAT = "safetensors";
  private static final String EXTENSION = ".safetensors";

  private SafetensorsQuants() {}

  static void find(List<RepoFile> files, Quants into) {
    List<Split> splits = Splits.of(files, EXTENSION);
    for (Split split : splits) {
      List<RepoFile> weights = new ArrayList<>(split.parts());
      for (RepoFile file : files) {
        if (file.path().equals(split.prefix() + EXTENSION + ".index.json")) {
          weights.add(file);
        }
      }
      boolean main = split.prefix().equals("model") || splits.size() == 1;
      into.add(main ? FORMAT : split.prefix(), FORMAT, weights);
    }
  }
}
