package dev.granary.format;

import dev.granary.chunk.RandomAccess;
import dev.granary.json.JsonWriter;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the header of a GGUF file, of version 1 to 3 and of both byte orders: key-values, then the
 * list of tensors. The tensors' bytes follow, each at a multiple of the alignment.
 */
final class GgufReader {
  static final String FORMAT = "gguf";

  /** The first four bytes of each file, as a little-endian number: GGUF. */
  static final int MAGIC = 0x46554747;

  /** The member of the metadata that names the byte order. */
  static final String BYTE_ORDER = "GGUF.byteOrder";

  static final String BIG = "big";

  private static final int MOST_VALUES = 65_536;
  private static final int LONGEST_KEY = 65_535;
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int LARGEST_ALIGNMENT = 1 << 20;

  private final HeaderBytes in;
  private final TensorList tensors;
  private final JsonWriter out = new JsonWriter();
  private final Set<String> keys = new HashSet<>();
  private GgufValues values;
  private double alignment = DEFAULT_ALIGNMENT;

  private GgufReader(HeaderBytes in) {
    this.in = in;
    tensors = new TensorList(in);
  }

  static Header read(RandomAccess file) {
    return new GgufReader(new HeaderBytes(file, FORMAT)).read();
  }

  private Header read() {
    in.need(8, "magic");
    if (in.i32() != MAGIC) {
      throw in.invalid("magic", "the file does not begin with GGUF", 0);
    }
    int version = in.i32();
    boolean bigEndian = (version & 0xffff) == 0;
    if (bigEndian) {
      in.bigEndian();
      version = Integer.reverseBytes(version);
    }
    if (version < 1 || version > 3) {
      throw in.invalid("version", "the version " + version + " is unknown", 4);
    }
    values = new GgufValues(in, version > 1, out);
    double tensorCount = values.length("tensor count");
    double valueCount = values.length("key-value count");
    if (tensorCount > TensorList.MOST) {
      throw in.invalid("tensor count", "it is more than " + TensorList.MOST, 8);
    }
    if (valueCount > MOST_VALUES) {
      throw in.invalid("key-value count", "it is more than " + MOST_VALUES);
    }
    out.beginObject().name("GGUF.version").value(version);
    out.name(BYTE_ORDER).value(bigEndian ? BIG : "little");
    for (int i = 0; i < (int) valueCount; i++) {
      keyValue();
    }
    in.item("");
    out.endObject();

    for (int i = 0; i < (int) tensorCount; i++) {
      tensor();
    }
    in.item("");
    return new Header(FORMAT, out.text(), placed(), List.of());
  }

  private void keyValue() {
    String key = in.kept(values.length("key"), LONGEST_KEY, "key");
    in.item(key);
    if (!keys.add(key) || key.startsWith("GGUF.")) {
      throw in.invalid("key", "it is there twice");
    }
    out.name(key);
    int type = values.type();
    if (key.equals("general.alignment")) {
      alignment(type);
    } else {
      values.value(type);
    }
  }

  private void alignment(int type) {
    if (type != 4) {
      throw in.invalid("type", "the alignment must be a uint32");
    }
    in.need(4, "value");
    int value = in.i32();
    if (value <= 0 || value > LARGEST_ALIGNMENT || (value & (value - 1)) != 0) {
      throw in.invalid("value", "the alignment " + value + " is no power of 2 up to 1 MiB");
    }
    alignment = value;
    out.value(value);
  }

  /** Takes a tensor. Its offset is counted from the first tensor's byte, which is not known yet. */
  private void tensor() {
    double start = in.position();
    String name = in.kept(values.length("name"), TensorList.LONGEST_NAME, "name");
    tensors.name(name, start);
    in.need(4, "dimensions");
    double count = in.u32();
    if (count > TensorList.MOST_DIMENSIONS) {
      throw in.invalid("dimensions", "there are more than " + TensorList.MOST_DIMENSIONS);
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < (int) count; i++) {
      shape.add((long) values.length("dimension"));
    }
    // GGUF begins with the dimension whose elements lie side by side.
    Collections.reverse(shape);
    in.need(12, "type");
    int id = in.i32();
    DataType type = GgufType.of(id);
    if (type == null) {
      throw in.invalid("type", "the type " + id + " is unknown").with("type", id);
    }
    long size = tensors.size(name, type, shape, in.position());
    double offset = in.u64("offset");
    if (offset % alignment != 0) {
      throw in.invalid("offset", "it is no multiple of the alignment " + (int) alignment);
    }
    tensors.add(new TensorEntry(name, type, shape, 0, (long) offset, size));
  }

  /** Returns the tensors with their places in the file; all lie inside the file, none overlap. */
  private List<TensorEntry> placed() {
    long data = (long) (Math.ceil(in.position() / alignment) * alignment);
    long size = (long) in.size();
    long end = 0;
    for (TensorEntry entry : tensors.inOrder()) {
      if (entry.at() < end) {
        throw tensors.invalid(entry, "offset", "the tensor overlaps another one");
      }
      end = entry.at() + entry.size();
      if (end > size - data) {
        throw tensors.invalid(entry, "offset", "the tensor passes the end of the file");
      }
    }
    List<TensorEntry> placed = new ArrayList<>();
    for (TensorEntry entry : tensors.entries()) {
      // An empty tensor may stand behind the last byte.
      long at = Math.min(data + entry.at(), size);
      placed.add(new TensorEntry(entry.name(), entry.type(), entry.shape(), 0, at, entry.size()));
    }
    return placed;
  }
}
