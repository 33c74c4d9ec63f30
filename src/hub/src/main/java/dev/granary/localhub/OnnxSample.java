package dev.granary.localhub;

import java.util.ArrayList;
import java.util.List;

/**
 * Generates ONNX models of matrix multiplications in several data types. The large ones use
 * external data.
 */
final class OnnxSample {
  private static final int FLOAT = 1;
  private static final int UINT8 = 2;
  private static final int FLOAT16 = 10;
  private static final int COLUMNS = 512;

  private OnnxSample() {}

  static List<HubFile> files() {
    List<HubFile> files = new ArrayList<>(SafetensorsSample.configuration("bert"));
    Content data = new GeneratedContent(41, 1024L * COLUMNS * 4);
    files.add(
        new HubFile(
            "onnx/model.onnx", model(1024, FLOAT, external("model.onnx_data", data.length()))));
    files.add(new HubFile("onnx/model.onnx_data", data));
    files.add(new HubFile("onnx/model_fp16.onnx", model(256, FLOAT16, raw(42, 256 * COLUMNS * 2))));
    files.add(new HubFile("onnx/model_quantized.onnx", model(256, UINT8, raw(43, 256 * COLUMNS))));
    // Two external data files, with one tensor in each.
    Content first = new GeneratedContent(44, 512 * COLUMNS);
    Content second = new GeneratedContent(45, 512 * COLUMNS);
    files.add(
        new HubFile(
            "onnx/model_q4.onnx",
            model(
                512,
                UINT8,
                external("model_q4.onnx_data", first.length()),
                external("model_q4.onnx_data_1", second.length()))));
    files.add(new HubFile("onnx/model_q4.onnx_data", first));
    files.add(new HubFile("onnx/model_q4.onnx_data_1", second));
    return files;
  }

  /** Builds a ModelProto whose initializers have this type and {@code rows} times 512 elements. */
  private static Content model(int rows, int type, Protobuf... payloads) {
    Protobuf graph = new Protobuf();
    StringBuilder previous = new StringBuilder("x");
    List<Protobuf> initializers = new ArrayList<>();
    for (int index = 0; index < payloads.length; index++) {
      String weight = "w" + index;
      String product = index == payloads.length - 1 ? "y" : "h" + index;
      graph.message(
          1,
          new Protobuf()
              .string(1, previous.toString())
              .string(1, weight)
              .string(2, product)
              .string(3, "multiply" + index)
              .string(4, "MatMul"));
      initializers.add(
          new Protobuf()
              .number(1, rows)
              .number(1, COLUMNS)
              .number(2, type)
              .string(8, weight)
              .append(payloads[index]));
      previous.setLength(0);
      previous.append(product);
    }
    graph.string(2, "tiny");
    initializers.forEach(initializer -> graph.message(5, initializer));
    graph.message(11, valueInfo("x", type, rows)).message(12, valueInfo("y", type, COLUMNS));
    return new StoredContent(
        new Protobuf()
            .number(1, 8)
            .string(2, "granary-demo")
            .message(7, graph)
            .message(8, new Protobuf().number(2, 17))
            .bytes());
  }

  private static Protobuf valueInfo(String name, int type, int size) {
    Protobuf shape =
        new Protobuf()
            .message(1, new Protobuf().number(1, 1))
            .message(1, new Protobuf().number(1, size));
    Protobuf tensor = new Protobuf().number(1, type).message(2, shape);
    return new Protobuf().string(1, name).message(2, new Protobuf().message(1, tensor));
  }

  private static Protobuf raw(int seed, int length) {
    byte[] bytes = new byte[length];
    new GeneratedContent(seed, length).read(0, bytes, length);
    return new Protobuf().bytes(9, bytes);
  }

  private static Protobuf external(String location, long length) {
    return new Protobuf()
        .message(13, new Protobuf().string(1, "location").string(2, location))
        .message(13, new Protobuf().string(1, "offset").string(2, "0"))
        .message(13, new Protobuf().string(1, "length").string(2, Long.toString(length)))
        .number(14, 1);
  }
}
