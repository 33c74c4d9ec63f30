package dev.granary.format;

import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes ONNX files for tests. */
final class OnnxWriter {
  static final Map<Integer, DataType> TYPES = types();

  private OnnxWriter() {}

  /** Writes a model around a graph. */
  static Protobuf model(Protobuf graph) {
    return new Protobuf()
        .number(1, 8)
        .text(2, "granary-tests")
        .text(3, "1.0")
        .message(7, graph)
        .message(8, new Protobuf().text(1, "").number(2, 17))
        .message(14, new Protobuf().text(1, "author").text(2, "tests"));
  }

  static Protobuf tensor(Sample sample) {
    Protobuf tensor = new Protobuf();
    sample.shape().forEach(dimension -> tensor.number(1, dimension));
    return tensor.number(2, id(sample.type())).text(8, sample.name());
  }

  static Protobuf raw(Sample sample) {
    return tensor(sample).bytes(9, new byte[(int) sample.size()]);
  }

  static Protobuf external(Sample sample, String location, long offset) {
    return tensor(sample)
        .message(13, new Protobuf().text(1, "location").text(2, location))
        .message(13, new Protobuf().text(1, "offset").text(2, Long.toString(offset)))
        .message(13, new Protobuf().text(1, "length").text(2, Long.toString(sample.size())))
        .number(14, 1);
  }

  /** Puts a graph into an attribute of a node. */
  static Protobuf nodeWith(int field, Protobuf graph) {
    return new Protobuf()
        .text(1, "x")
        .text(4, "If")
        .message(5, new Protobuf().text(1, "then_branch").message(field, graph).number(20, 5));
  }

  /** Writes random tensors: in the graph, in a graph inside a node, in other files, as floats. */
  static Written random(Random random) {
    List<Sample> samples = Sample.random(random, new ArrayList<>(TYPES.values()));
    Protobuf inner = new Protobuf();
    Protobuf own = new Protobuf();
    Map<Sample, Protobuf> written = new LinkedHashMap<>();
    List<TensorEntry> expected = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Sample sample : samples) {
      boolean floats = sample.type() == DataType.FLOAT32 && random.nextBoolean();
      Protobuf tensor = tensor(sample).bytes(floats ? 4 : 9, new byte[(int) sample.size()]);
      switch (random.nextInt(3)) {
        case 0 -> {
          own.message(5, tensor);
          written.put(sample, tensor);
        }
        case 1 -> {
          inner.message(5, tensor);
          written.put(sample, tensor);
        }
        default -> {
          String location = "data" + random.nextInt(2);
          if (!others.contains(location)) {
            others.add(location);
          }
          long offset = random.nextInt(100_000);
          own.message(5, external(sample, location, offset));
          expected.add(sample.at(others.indexOf(location) + 1, offset));
        }
      }
    }
    Protobuf graph = new Protobuf().text(2, "graph");
    graph.message(1, nodeWith(random.nextBoolean() ? 6 : 11, inner));
    graph.message(1, new Protobuf().text(1, "x").text(2, "y").text(4, "Relu"));
    graph.add(own);
    graph.message(11, new Protobuf().text(1, "x")).message(12, new Protobuf().text(1, "y"));
    byte[] bytes = model(graph).bytes();
    // The bytes of a tensor are the last field of its message.
    written.forEach(
        (sample, tensor) ->
            expected.add(sample.at(sample.size() == 0 ? 0 : end(bytes, tensor) - sample.size())));
    return new Written(bytes, expected, null, others);
  }

  private static long end(byte[] bytes, Protobuf message) {
    byte[] wanted = message.bytes();
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return (long) at + wanted.length;
      }
    }
    throw new AssertionError("The message is not in the file.");
  }

  private static int id(DataType type) {
    for (Map.Entry<Integer, DataType> entry : TYPES.entrySet()) {
      if (entry.getValue() == type) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(type.label());
  }

  /** The numbers of onnx.proto. */
  private static Map<Integer, DataType> types() {
    String table =
        "1 float32 2 uint8 3 int8 4 uint16 5 int16 6 int32 7 int64 9 bool 10 float16 11 float64"
            + " 12 uint32 13 uint64 16 bfloat16 17 float8_e4m3fn 18 float8_e4m3fnuz"
            + " 19 float8_e5m2 20 float8_e5m2fnuz 21 uint4 22 int4 23 float4_e2m1"
            + " 24 float8_e8m0fnu";
    Map<Integer, DataType> types = new LinkedHashMap<>();
    String[] words = table.split(" ", -1);
    for (int i = 0; i < words.length; i += 2) {
      types.put(Integer.valueOf(words[i]), DataType.of(words[i + 1]));
    }
    return types;
  }
}
