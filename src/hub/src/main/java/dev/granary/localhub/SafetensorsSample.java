package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Generates small safetensors models, as a single file or in shards. */
final class SafetensorsSample {
  private static final int SHARDS = 3;
  private static final int BYTES_OF_F32 = 4;

  private SafetensorsSample() {}

  /** Returns three shards and their index. */
  static List<HubFile> files() {
    List<HubFile> files = new ArrayList<>(configuration("bert"));
    Map<String, Object> weightMap = new LinkedHashMap<>();
    long total = 0;
    for (int shard = 1; shard <= SHARDS; shard++) {
      String name = "model-0000" + shard + "-of-0000" + SHARDS + ".safetensors";
      Content content = weights("encoder.layer." + shard, 10 + shard, 512, 300 * shard);
      files.add(new HubFile(name, content));
      weightMap.put("encoder.layer." + shard + ".weight", name);
      weightMap.put("encoder.layer." + shard + ".bias", name);
      total += (512L * 300 * shard + 512) * BYTES_OF_F32;
    }
    String index =
        Json.write(Map.of("metadata", Map.of("total_size", total), "weight_map", weightMap));
    files.add(new HubFile("model.safetensors.index.json", Content.of(index + "\n")));
    return files;
  }

  /** Returns a model in one file of half a MiB. */
  static List<HubFile> single(String type, int seed) {
    List<HubFile> files = new ArrayList<>(configuration(type));
    files.add(new HubFile("model.safetensors", weights(seed, 256)));
    return files;
  }

  static Content weights(int seed, int rows) {
    return weights("embed", seed, rows, 512);
  }

  static Content tokenizer() {
    return Content.of(
        "{\"version\":\"1.0\",\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"vocab\":{\"[UNK]\":0,\"a\":1,\"b\":2}}}\n");
  }

  static List<HubFile> configuration(String type) {
    return List.of(
        new HubFile(
            "README.md",
            Content.of(
                "---\nlicense: apache-2.0\n---\n# A generated model\n\nIts weights mean nothing.\n")),
        new HubFile(
            ".gitattributes", Content.of("*.safetensors filter=lfs diff=lfs merge=lfs -text\n")),
        new HubFile(
            "config.json", Content.of("{\"model_type\":\"" + type + "\",\"hidden_size\":512}\n")),
        new HubFile("generation_config.json", Content.of("{\"max_new_tokens\":16}\n")),
        new HubFile("tokenizer.json", tokenizer()),
        new HubFile("tokenizer_config.json", Content.of("{\"model_max_length\":512}\n")));
  }

  /** Builds a file with a matrix and a vector of float32. */
  private static Content weights(String layer, int seed, int rows, int columns) {
    long matrix = (long) rows * columns * BYTES_OF_F32;
    long end = matrix + (long) rows * BYTES_OF_F32;
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", Map.of("format", "pt"));
    header.put(layer + ".weight", tensor(List.of(rows, columns), List.of(0L, matrix)));
    header.put(layer + ".bias", tensor(List.of(rows), List.of(matrix, end)));
    StringBuilder json = new StringBuilder(Json.write(header));
    while (json.length() % 8 != 0) {
      json.append(' ');
    }
    byte[] bytes = json.toString().getBytes(UTF_8);
    return new JoinedContent(
        new LittleEndian().u64(bytes.length).raw(bytes).bytes(), new GeneratedContent(seed, end));
  }

  private static Map<String, Object> tensor(List<Integer> shape, List<Long> offsets) {
    Map<String, Object> tensor = new LinkedHashMap<>();
    tensor.put("dtype", "F32");
    tensor.put("shape", shape);
    tensor.put("data_offsets", offsets);
    return tensor;
  }
}
