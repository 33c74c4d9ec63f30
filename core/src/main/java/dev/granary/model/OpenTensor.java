package dev.granary.model;

import dev.granary.file.ContentReading;
import dev.granary.file.OpenContent;
import dev.granary.tensor.TensorEntry;

/**
 * Reads a tensor of an open model.
 *
 * @param content the bytes of the part in which the tensor lies
 */
public record OpenTensor(TensorEntry entry, OpenContent content) {
  /** Returns the offset of the tensor's first byte in the content. */
  public long start() {
    return entry.at();
  }

  /** Returns the offset behind the tensor's last byte in the content. */
  public long end() {
    return entry.at() + entry.size();
  }

  /** Reads the verified bytes of a tensor that is smaller than 2 GiB. */
  public byte[] bytes() {
    return content.bytes(start(), end());
  }

  /** Begins to read the verified bytes piece by piece. */
  public ContentReading read() {
    return content.read(start(), end());
  }
}
