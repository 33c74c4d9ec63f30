package dev.granary.demo.digits;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.granary.demo.digits.Precision.Tensor;
import dev.granary.localhub.Json;
import dev.granary.localhub.LittleEndian;
import dev.granary.localhub.Protobuf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a network as a model file. The metadata carry the graph, so that the page can run the
 * network from the file alone, and the measured accuracy.
 */
final class ModelFile {
  private static final int FLOAT = 1;
  private static final int INT = 2;
  private static final int INTS = 7;

  private final Precision precision;
  private final List<Tensor> tensors;
  private final Map<String, Object> metadata;

  ModelFile(Network network, Precision precision, Map<String, Object> metadata) {
    this.precision = precision;
    this.tensors = precision.tensors(network);
    this.metadata = metadata;
  }

  /** Returns the graph as the page reads it. */
  static String graph() {
    List<Map<String, Object>> layers = Network.LAYERS.stream().map(ModelFile::layer).toList();
    Map<String, Object> graph = new LinkedHashMap<>();
    graph.put("input", List.of(1, 1, Drawing.SIDE, Drawing.SIDE));
    graph.put("layers", layers);
    return Json.write(graph);
  }

  private static Map<String, Object> layer(Layer layer) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", layer.name());
    description.put("operation", layer.isDense() ? "dense" : "conv2d");
    if (!layer.isDense()) {
      description.put("stride", layer.stride());
      description.put("padding", layer.padding());
    }
    description.put("activation", layer.cuts() ? "relu" : "softmax");
    return description;
  }

  byte[] safetensors() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", metadata);
    LittleEndian data = new LittleEndian();
    int offset = 0;
    for (Tensor tensor : tensors) {
      byte[] bytes = bytes(tensor);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.precision().safetensors);
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(offset, offset + bytes.length));
      header.put(tensor.name(), entry);
      data.raw(bytes);
      offset += bytes.length;
    }
    StringBuilder json = new StringBuilder(Json.write(header));
    while (json.length() % 8 != 0) {
      json.append(' ');
    }
    byte[] head = json.toString().getBytes(UTF_8);
    return new LittleEndian().u64(head.length).raw(head).raw(data.bytes()).bytes();
  }

  byte[] onnx() {
    Protobuf graph = new Protobuf();
    String value = "image";
    for (Layer layer : Network.LAYERS) {
      value = nodes(graph, layer, value);
    }
    graph.message(1, node("Softmax", "probabilities", value)).string(2, "digits");
    for (Tensor tensor : tensors) {
      Protobuf initializer = new Protobuf();
      tensor.shape().forEach(dimension -> initializer.number(1, dimension));
      initializer.number(2, tensor.precision().onnx).string(8, tensor.name());
      graph.message(5, initializer.bytes(9, bytes(tensor)));
    }
    graph.message(11, value("image", 1, 1, Drawing.SIDE, Drawing.SIDE));
    graph.message(12, value("probabilities", 1, Glyphs.CLASSES));
    Protobuf model =
        new Protobuf()
            .number(1, 8)
            .string(2, "granary-demo")
            .message(7, graph)
            .message(8, new Protobuf().string(1, "").number(2, 17));
    metadata.forEach(
        (key, text) ->
            model.message(14, new Protobuf().string(1, key).string(2, String.valueOf(text))));
    return model.bytes();
  }

  /** Adds the nodes of a layer and returns the name of its result. */
  private String nodes(Protobuf graph, Layer layer, String input) {
    String name = layer.name();
    String weight = asFloat(graph, name, "weight");
    String bias = precision == Precision.INT8 ? name + ".bias" : asFloat(graph, name, "bias");
    String in = input;
    if (layer.isDense()) {
      if (layer.side() > 1) {
        in = name + ".flat";
        graph.message(1, node("Flatten", in, input));
      }
      graph.message(1, node("Gemm", name, in, weight, bias).message(5, attribute("transB", 1)));
    } else {
      int padding = layer.padding();
      graph.message(
          1,
          node("Conv", name, in, weight, bias)
              .message(5, attributes("kernel_shape", layer.kernel(), layer.kernel()))
              .message(5, attributes("pads", padding, padding, padding, padding))
              .message(5, attributes("strides", layer.stride(), layer.stride())));
    }
    if (layer.cuts()) {
      graph.message(1, node("Relu", name + ".cut", name));
      return name + ".cut";
    }
    return name;
  }

  /** Adds the node that turns a stored tensor into float32, where one is needed. */
  private String asFloat(Protobuf graph, String layer, String part) {
    String stored = layer + "." + part;
    String wide = stored + ".float32";
    switch (precision) {
      case FLOAT32 -> {
        return stored;
      }
      case FLOAT16 ->
          graph.message(1, node("Cast", wide, stored).message(5, attribute("to", FLOAT)));
      case INT8 ->
          graph.message(
              1,
              node("DequantizeLinear", wide, stored, layer + ".scale")
                  .message(5, attribute("axis", 0)));
    }
    return wide;
  }

  private static Protobuf node(String operation, String output, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.string(1, input);
    }
    return node.string(2, output).string(3, output).string(4, operation);
  }

  private static Protobuf attribute(String name, int value) {
    return new Protobuf().string(1, name).number(3, value).number(20, INT);
  }

  private static Protobuf attributes(String name, int... values) {
    Protobuf attribute = new Protobuf().string(1, name);
    for (int value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, INTS);
  }

  private static Protobuf value(String name, int... dimensions) {
    Protobuf shape = new Protobuf();
    for (int dimension : dimensions) {
      shape.message(1, new Protobuf().number(1, dimension));
    }
    Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().string(1, name).message(2, new Protobuf().message(1, tensor));
  }

  private static byte[] bytes(Tensor tensor) {
    LittleEndian bytes = new LittleEndian();
    for (float value : tensor.values()) {
      int bits =
          switch (tensor.precision()) {
            case FLOAT32 -> Float.floatToRawIntBits(value);
            case FLOAT16 -> Half.bits(value);
            case INT8 -> (int) value;
          };
      bytes.number(bits, tensor.precision().bytes);
    }
    return bytes.bytes();
  }
}
