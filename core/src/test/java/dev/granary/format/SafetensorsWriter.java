package dev.granary.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.granary.json.JsonWriter;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes safetensors files for tests. */
final class SafetensorsWriter {
  static final Map<DataType, String> TYPES = types();

  private SafetensorsWriter() {}

  /** Writes tensors whose bytes lie in another order than their entries. */
  static Written write(List<Sample> samples, Map<String, String> metadata, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    long[] begins = new long[samples.size()];
    long end = 0;
    for (int i : order) {
      begins[i] = end;
      end += samples.get(i).size();
    }
    JsonWriter json = new JsonWriter().beginObject();
    String meta = "{}";
    if (!metadata.isEmpty()) {
      JsonWriter own = new JsonWriter().beginObject();
      metadata.forEach((key, value) -> own.name(key).value(value));
      meta = own.endObject().text();
      json.name("__metadata__").raw(meta);
    }
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      json.name(sample.name()).beginObject();
      json.name("dtype").value(TYPES.get(sample.type())).name("shape").beginArray();
      sample.shape().forEach(json::value);
      json.endArray().name("data_offsets").beginArray();
      json.value(begins[i]).value(begins[i] + sample.size()).endArray().endObject();
    }
    String header = json.endObject().text() + " ".repeat(random.nextInt(9));
    byte[] file = file(header, end);
    List<TensorEntry> expected = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      expected.add(samples.get(i).at(file.length - end + begins[i]));
    }
    return new Written(file, expected, meta, List.of());
  }

  /** Writes a file with any header, and so many bytes after it. */
  static byte[] file(String header, long data) {
    byte[] json = header.getBytes(UTF_8);
    return new ByteWriter(false).u64(json.length).raw(json).zeros(data).bytes();
  }

  private static Map<DataType, String> types() {
    Map<DataType, String> types = new EnumMap<>(DataType.class);
    types.put(DataType.FLOAT64, "F64");
    types.put(DataType.FLOAT32, "F32");
    types.put(DataType.FLOAT16, "F16");
    types.put(DataType.BFLOAT16, "BF16");
    types.put(DataType.INT64, "I64");
    types.put(DataType.INT32, "I32");
    types.put(DataType.INT16, "I16");
    types.put(DataType.INT8, "I8");
    types.put(DataType.UINT64, "U64");
    types.put(DataType.UINT32, "U32");
    types.put(DataType.UINT16, "U16");
    types.put(DataType.UINT8, "U8");
    types.put(DataType.BOOL, "BOOL");
    types.put(DataType.FLOAT8_E4M3FN, "F8_E4M3");
    types.put(DataType.FLOAT8_E5M2, "F8_E5M2");
    types.put(DataType.FLOAT8_E4M3FNUZ, "F8_E4M3FNUZ");
    types.put(DataType.FLOAT8_E5M2FNUZ, "F8_E5M2FNUZ");
    types.put(DataType.FLOAT8_E8M0FNU, "F8_E8M0");
    types.put(DataType.FLOAT6_E2M3, "F6_E2M3");
    types.put(DataType.FLOAT6_E3M2, "F6_E3M2");
    types.put(DataType.FLOAT4_E2M1, "F4");
    return types;
  }
}
