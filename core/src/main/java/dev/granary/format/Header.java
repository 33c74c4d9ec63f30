package dev.granary.format;

import dev.granary.tensor.TensorEntry;
import java.util.List;

/**
 * Says what a model file holds.
 *
 * @param format "safetensors", "gguf" or "onnx"
 * @param metadata the format's own metadata, a JSON object
 * @param tensors the tensors, in the order of the file; part 0 is the file itself
 * @param others the locations of other files that hold tensors, relative to this file: parts 1, 2,
 *     …
 */
public record Header(
    String format, String metadata, List<TensorEntry> tensors, List<String> others) {
  public Header {
    tensors = List.copyOf(tensors);
    others = List.copyOf(others);
  }

  /** Returns whether the numbers of the tensors are big-endian. */
  public boolean bigEndian() {
    // The reader writes this member itself, and refuses a file that brings its own.
    return format.equals(GgufReader.FORMAT)
        && metadata.contains("\"" + GgufReader.BYTE_ORDER + "\":\"" + GgufReader.BIG + "\"");
  }
}
