package dev.granary.format;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.RandomAccess;

/** Reads the header of a model file, whose format its bytes and its name tell. */
public final class Formats {
  /** How many bytes tell the format. */
  private static final int START = 9;

  /** The tag of the field that each ONNX file begins with: ir_version. */
  private static final int ONNX_START = 8;

  private Formats() {}

  /**
   * Reads the header of one file. A file that is no safetensors, GGUF or ONNX file, or whose header
   * is bad, is INVALID. An index of safetensors files has no tensor of its own and names the
   * others. May suspend.
   *
   * @param name the file's name or key; its ending counts where the first bytes leave a doubt
   */
  public static Header read(RandomAccess file, String name) {
    if (name.endsWith(ShardIndex.ENDING)) {
      return ShardIndex.read(file).header();
    }
    byte[] start = file.read(0, (int) Math.min(START, file.size()));
    if (name.endsWith(".gguf") || isGguf(start)) {
      return GgufReader.read(file);
    }
    if (name.endsWith(".safetensors")) {
      return SafetensorsReader.read(file);
    }
    if (name.endsWith(".onnx")) {
      return OnnxReader.read(file);
    }
    if (start.length == START && start[SafetensorsReader.START] == '{') {
      return SafetensorsReader.read(file);
    }
    if (start.length > 0 && start[0] == ONNX_START) {
      return OnnxReader.read(file);
    }
    throw new GranaryException(
            Code.INVALID,
            "The file is no safetensors, GGUF or ONNX file: it has an unknown magic at offset 0.")
        .with("field", "magic")
        .with("offset", 0);
  }

  private static boolean isGguf(byte[] start) {
    return start.length >= 4
        && start[0] == 'G'
        && start[1] == 'G'
        && start[2] == 'U'
        && start[3] == 'F';
  }
}
