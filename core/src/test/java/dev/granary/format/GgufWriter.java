package dev.granary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes GGUF files for tests, of each version and byte order. */
final class GgufWriter {
  static final Map<Integer, DataType> TYPES = types();

  private final int version;
  private final boolean bigEndian;
  private final ByteWriter values;
  private int valueCount;
  private int alignment = 32;

  GgufWriter(int version, boolean bigEndian) {
    this.version = version;
    this.bigEndian = bigEndian;
    values = new ByteWriter(bigEndian);
  }

  private void length(ByteWriter out, long length) {
    out.number(length, version == 1 ? 4 : 8);
  }

  private void text(ByteWriter out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    length(out, bytes.length);
    out.raw(bytes);
  }

  /** Begins a key-value; the caller writes the value. */
  ByteWriter value(String key, int type) {
    valueCount++;
    text(values, key);
    return values.u32(type);
  }

  GgufWriter text(String key, String value) {
    value(key, 8);
    text(values, value);
    return this;
  }

  GgufWriter u32(String key, long value) {
    value(key, 4).u32(value);
    return this;
  }

  GgufWriter u16(String key, int value) {
    value(key, 2).number(value, 2);
    return this;
  }

  GgufWriter texts(String key, List<String> texts) {
    length(value(key, 9).u32(8), texts.size());
    texts.forEach(text -> text(values, text));
    return this;
  }

  /** Begins an array; the caller writes the elements. */
  ByteWriter array(String key, int type, long count) {
    ByteWriter out = value(key, 9).u32(type);
    length(out, count);
    return out;
  }

  GgufWriter align(int alignment) {
    this.alignment = alignment;
    return u32("general.alignment", alignment);
  }

  Written write(List<Sample> samples) {
    ByteWriter out = new ByteWriter(bigEndian).raw("GGUF").u32(version);
    length(out, samples.size());
    length(out, valueCount);
    out.raw(values.bytes());
    long offset = 0;
    List<Long> offsets = new ArrayList<>();
    for (Sample sample : samples) {
      text(out, sample.name());
      out.u32(sample.shape().size());
      for (int d = sample.shape().size() - 1; d >= 0; d--) {
        length(out, sample.shape().get(d));
      }
      out.u32(id(sample.type())).u64(offset);
      offsets.add(offset);
      offset += (sample.size() + alignment - 1) / alignment * alignment;
    }
    long data = (out.size() + alignment - 1L) / alignment * alignment;
    if (offset > 0) {
      out.align(alignment).zeros(offset);
    }
    List<TensorEntry> expected = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      expected.add(samples.get(i).at(Math.min(data + offsets.get(i), out.size())));
    }
    return new Written(out.bytes(), expected, null, List.of());
  }

  static Written random(Random random) {
    GgufWriter writer = new GgufWriter(1 + random.nextInt(3), random.nextBoolean());
    if (random.nextBoolean()) {
      writer.align(1 << random.nextInt(8));
    }
    writer.text("general.architecture", "llama").u32("llama.block_count", random.nextInt());
    writer.value("f32", 6).u32(random.nextInt());
    writer.value("f64", 12).u64(random.nextLong());
    writer.value("yes", 7).number(random.nextInt(2), 1);
    writer.value("u64", 10).u64(random.nextLong());
    writer.texts("tokens", List.of("a", "b", "☃").subList(0, random.nextInt(4)));
    writer.array("types", 5, 100).zeros(400);
    return writer.write(Sample.random(random, new ArrayList<>(TYPES.values())));
  }

  private static int id(DataType type) {
    for (Map.Entry<Integer, DataType> entry : TYPES.entrySet()) {
      if (entry.getValue() == type) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(type.label());
  }

  /** The numbers of ggml.h, by the labels that ggml gives them. */
  private static Map<Integer, DataType> types() {
    String table =
        "0 float32 1 float16 2 q4_0 3 q4_1 6 q5_0 7 q5_1 8 q8_0 9 q8_1 10 q2_K 11 q3_K 12 q4_K"
            + " 13 q5_K 14 q6_K 15 q8_K 16 iq2_xxs 17 iq2_xs 18 iq3_xxs 19 iq1_s 20 iq4_nl"
            + " 21 iq3_s 22 iq2_s 23 iq4_xs 24 int8 25 int16 26 int32 27 int64 28 float64"
            + " 29 iq1_m 30 bfloat16 34 tq1_0 35 tq2_0 39 mxfp4 40 nvfp4 41 q1_0 42 q2_0";
    Map<Integer, DataType> types = new LinkedHashMap<>();
    String[] words = table.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      types.put(Integer.valueOf(words[i]), DataType.of(words[i + 1]));
    }
    return types;
  }
}
