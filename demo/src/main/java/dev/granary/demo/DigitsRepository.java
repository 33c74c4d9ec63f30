package dev.granary.demo;

import dev.granary.localhub.OfferedRepository;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The repository of the network for digits, whose files the build leaves beside this program. */
final class DigitsRepository {
  private static final String ID = "granary/digits";

  private static final List<String> FILES =
      List.of(
          "README.md",
          "config.json",
          "model.safetensors",
          "model.float16.safetensors",
          "model.int8.safetensors",
          "onnx/model.onnx",
          "onnx/model_fp16.onnx",
          "onnx/model_quantized.onnx");

  private DigitsRepository() {}

  static OfferedRepository read() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String path : FILES) {
      try (InputStream resource =
          DigitsRepository.class.getResourceAsStream("repository/" + path)) {
        if (resource == null) {
          throw new Refusal("The network for digits is not trained. Build it with ./run demo.");
        }
        files.put(path, resource.readAllBytes());
      }
    }
    return new OfferedRepository(ID, "image-classification", "granary", files);
  }
}
