package dev.granary.format;

import dev.granary.tensor.TensorEntry;
import java.util.List;

/** A file that a test has written, and what a reader must find in the file. */
final class Written {
  private final byte[] bytes;
  private final List<TensorEntry> expected;
  private final String metadata;
  private final List<String> others;

  Written(byte[] bytes, List<TensorEntry> expected, String metadata, List<String> others) {
    this.bytes = bytes;
    this.expected = expected;
    this.metadata = metadata;
    this.others = others;
  }

  byte[] bytes() {
    return bytes;
  }

  List<TensorEntry> expected() {
    return expected;
  }

  /** Returns the metadata that a reader must find, where the writer knows them. */
  String metadata() {
    return metadata;
  }

  List<String> others() {
    return others;
  }
}
