package dev.granary.localhub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The repositories of the hub. Their bytes are the same at every start. */
final class Repositories {
  private static final Pattern WEIGHTS = Pattern.compile("weights-([1-9]\\d{0,4})m\\.bin");
  private static final int MIB = 1 << 20;

  private final Map<String, Repository> repositories = new LinkedHashMap<>();

  /**
   * @param big the sizes, in MiB, of the listed files of {@code granary/big}; clients can download
   *     files of other sizes too
   * @param offered repositories that come before the generated ones
   */
  Repositories(List<Integer> big, OfferedRepository... offered) {
    for (OfferedRepository each : offered) {
      List<HubFile> files = new ArrayList<>();
      each.files().forEach((path, bytes) -> files.add(new HubFile(path, new StoredContent(bytes))));
      add(each.id(), card(each.task(), each.library()), files);
    }
    add("granary/tiny-onnx", card("feature-extraction", "transformers.js"), OnnxSample.files());
    add("granary/tiny-gguf", card("text-generation", "gguf"), GgufSample.files());
    add("granary/tiny-safetensors", card("fill-mask", "transformers"), SafetensorsSample.files());
    add("granary/medium-gguf", card("text-generation", "gguf"), GgufSample.mediumFiles());
    add("granary/formats", card("other", "other"), FormatsSample.files());
    add("gpt2-like", card("text-generation", "transformers"), SafetensorsSample.single("gpt2", 7));
    repositories.put(
        "granary/gated",
        new Repository(
            "granary/gated",
            true,
            card("text-generation", "transformers"),
            List.of(new Commit("granary/gated", SafetensorsSample.single("gated", 8)))));
    repositories.put(
        "granary/moving",
        new Repository(
            "granary/moving", false, card("text-generation", "transformers"), movingHistory()));
    repositories.put(
        "granary/big",
        new Repository("granary/big", false, card("other", "other"), List.of(bigCommit(big))));
  }

  Optional<Repository> find(String id) {
    return Optional.ofNullable(repositories.get(id));
  }

  List<Repository> all() {
    return List.copyOf(repositories.values());
  }

  private void add(String id, Map<String, Object> card, List<HubFile> files) {
    repositories.put(id, new Repository(id, false, card, List.of(new Commit(id, files))));
  }

  private static Map<String, Object> card(String task, String library) {
    return Map.of(
        "pipeline_tag", task, "library_name", library, "config", Map.of("model_type", "tiny"));
  }

  /**
   * Builds three commits. Each has other weights; the second has one more file and another
   * configuration.
   */
  private static List<Commit> movingHistory() {
    List<Commit> history = new ArrayList<>();
    for (int version = 1; version <= 3; version++) {
      List<HubFile> files = new ArrayList<>();
      files.add(
          new HubFile(
              "config.json",
              Content.of("{\"model_type\":\"tiny\",\"even\":" + (version % 2 == 0) + "}\n")));
      files.add(new HubFile("tokenizer.json", SafetensorsSample.tokenizer()));
      files.add(new HubFile("model.safetensors", SafetensorsSample.weights(100 + version, 256)));
      files.add(new HubFile("steady.safetensors", SafetensorsSample.weights(100, 256)));
      if (version == 2) {
        files.add(new HubFile("added.bin", new GeneratedContent(200, 300_000)));
      }
      history.add(new Commit("granary/moving " + version, files));
    }
    return history;
  }

  private static Commit bigCommit(List<Integer> sizes) {
    Map<String, HubFile> made = new LinkedHashMap<>();
    sizes.forEach(size -> weights(made, "weights-" + size + "m.bin"));
    List<HubFile> files = new ArrayList<>(made.values());
    files.add(new HubFile("config.json", Content.of("{\"model_type\":\"big\"}\n")));
    return new Commit("granary/big", files, path -> weights(made, path));
  }

  /** Returns the same object for each path, so that its digest is computed once. */
  private static Optional<HubFile> weights(Map<String, HubFile> made, String path) {
    Matcher name = WEIGHTS.matcher(path);
    if (!name.matches()) {
      return Optional.empty();
    }
    long size = Long.parseLong(name.group(1));
    synchronized (made) {
      return Optional.of(
          made.computeIfAbsent(
              path, absent -> new HubFile(path, new GeneratedContent(1000 + size, size * MIB))));
    }
  }
}
