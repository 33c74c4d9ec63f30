package dev.granary.localhub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Generates small models of every format that Granary reads: all types, empty tensors, single
 * numbers, several files. {@code expected.json} says for each file which tensors a reader must
 * list.
 */
final class FormatsSample {
  private static final int ALIGNMENT = 64;

  /** Each safetensors type, its name in Granary, the bits of an element. */
  private static final String SAFETENSORS =
      "F64 float64 64 F32 float32 32 F16 float16 16 BF16 bfloat16 16 I64 int64 64 I32 int32 32"
          + " I16 int16 16 I8 int8 8 U64 uint64 64 U32 uint32 32 U16 uint16 16 U8 uint8 8"
          + " BOOL bool 8 F8_E4M3 float8_e4m3fn 8 F8_E5M2 float8_e5m2 8";

  /** Each GGUF type, its name in Granary, the elements and the bytes of a block. */
  private static final String GGUF =
      "0 float32 1 4 1 float16 1 2 2 q4_0 32 18 3 q4_1 32 20 6 q5_0 32 22 7 q5_1 32 24"
          + " 8 q8_0 32 34 9 q8_1 32 36 10 q2_K 256 84 11 q3_K 256 110 12 q4_K 256 144"
          + " 13 q5_K 256 176 14 q6_K 256 210 15 q8_K 256 292 16 iq2_xxs 256 66"
          + " 17 iq2_xs 256 74 18 iq3_xxs 256 98 19 iq1_s 256 50 20 iq4_nl 32 18"
          + " 21 iq3_s 256 110 22 iq2_s 256 82 23 iq4_xs 256 136 24 int8 1 1 25 int16 1 2"
          + " 26 int32 1 4 27 int64 1 8 28 float64 1 8 29 iq1_m 256 56 30 bfloat16 1 2"
          + " 34 tq1_0 256 54 35 tq2_0 256 66 39 mxfp4 32 17";

  private final List<HubFile> files = new ArrayList<>();
  private final Map<String, Object> expected = new LinkedHashMap<>();

  private FormatsSample() {}

  static List<HubFile> files() {
    FormatsSample sample = new FormatsSample();
    sample.safetensors();
    sample.shards();
    sample.gguf();
    sample.splits();
    sample.onnx();
    sample.files.add(new HubFile("expected.json", Content.of(Json.write(sample.expected) + "\n")));
    return sample.files;
  }

  private record Tensor(String name, String code, String type, List<Long> shape, long size) {
    Map<String, Object> expected() {
      Map<String, Object> expected = new LinkedHashMap<>();
      expected.put("name", name);
      expected.put("dataType", type);
      expected.put("shape", shape);
      expected.put("byteSize", size);
      return expected;
    }
  }

  private void expect(String path, List<Tensor> tensors, Map<String, Object> header) {
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("tensors", tensors.stream().map(Tensor::expected).toList());
    both.put("header", header);
    expected.put(path, both);
  }

  private void safetensors() {
    String[] words = SAFETENSORS.split(" ", -1);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < words.length; i += 3) {
      long bytes = Long.parseLong(words[i + 2]) / 8;
      tensors.add(
          new Tensor("type." + words[i], words[i], words[i + 1], List.of(3L, 5L), 15 * bytes));
    }
    tensors.add(new Tensor("a single number", "F32", "float32", List.of(), 4));
    tensors.add(new Tensor("empty", "F32", "float32", List.of(0L, 4L), 0));
    Map<String, Object> metadata = Map.of("format", "pt");
    files.add(new HubFile("model.safetensors", safetensors(61, tensors, metadata)));
    expect("model.safetensors", tensors, metadata);
  }

  private static Content safetensors(int seed, List<Tensor> tensors, Map<String, Object> metadata) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", metadata);
    long end = 0;
    for (Tensor tensor : tensors) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", tensor.code());
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(end, end + tensor.size()));
      header.put(tensor.name(), entry);
      end += tensor.size();
    }
    byte[] json = Json.write(header).getBytes(UTF_8);
    return new JoinedContent(
        new LittleEndian().u64(json.length).raw(json).bytes(), new GeneratedContent(seed, end));
  }

  private void shards() {
    List<Tensor> all = new ArrayList<>();
    Map<String, Object> weightMap = new LinkedHashMap<>();
    for (int shard = 1; shard <= 2; shard++) {
      List<Tensor> tensors = new ArrayList<>();
      for (String part : List.of("weight", "bias")) {
        List<Long> shape = part.equals("bias") ? List.of(8L) : List.of(8L, 4L * shard);
        long size = 4 * shape.stream().reduce(1L, (a, b) -> a * b);
        tensors.add(new Tensor("layer." + shard + "." + part, "F32", "float32", shape, size));
      }
      String name = "sharded-0000" + shard + "-of-00002.safetensors";
      tensors.forEach(tensor -> weightMap.put(tensor.name(), name));
      files.add(
          new HubFile("shards/" + name, safetensors(62 + shard, tensors, Map.of("format", "pt"))));
      all.addAll(tensors);
    }
    Map<String, Object> metadata = Map.of("total_size", all.stream().mapToLong(Tensor::size).sum());
    String index = Json.write(Map.of("metadata", metadata, "weight_map", weightMap));
    String path = "shards/sharded.safetensors.index.json";
    files.add(new HubFile(path, Content.of(index + "\n")));
    expect(path, all, metadata);
  }

  private static Tensor ggufTensor(String name, String[] words, int at) {
    long block = Long.parseLong(words[at + 2]);
    long bytes = Long.parseLong(words[at + 3]);
    return new Tensor(name, words[at], words[at + 1], List.of(3L, 2 * block), 6 * bytes);
  }

  private void gguf() {
    String[] words = GGUF.split(" ", -1);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < words.length; i += 4) {
      tensors.add(ggufTensor("type." + words[i + 1], words, i));
    }
    LittleEndian values = new LittleEndian();
    values.string("general.architecture").u32(8).string("llama");
    values.string("general.alignment").u32(4).u32(ALIGNMENT);
    values.string("llama.rope.freq_base").u32(6).u32(Float.floatToRawIntBits(0.1f));
    values.string("tokenizer.ggml.tokens").u32(9).u32(8).u64(1000);
    for (int i = 0; i < 1000; i++) {
      values.string("t" + i);
    }
    values.string("general.file_type").u32(4).u32(7);
    files.add(new HubFile("every-type.gguf", gguf(71, tensors, 5, values, ALIGNMENT)));
    Map<String, Object> header = ggufHeader();
    header.put("general.architecture", "llama");
    header.put("general.alignment", ALIGNMENT);
    header.put("llama.rope.freq_base", (double) 0.1f);
    Map<String, Object> tokens = new LinkedHashMap<>();
    tokens.put("type", "string");
    tokens.put("length", 1000);
    tokens.put("first", List.of("t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"));
    header.put("tokenizer.ggml.tokens", tokens);
    header.put("general.file_type", 7);
    expect("every-type.gguf", tensors, header);
  }

  private static Map<String, Object> ggufHeader() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("GGUF.version", 3);
    header.put("GGUF.byteOrder", "little");
    return header;
  }

  private void splits() {
    String[] words = GGUF.split(" ", -1);
    List<Tensor> all = new ArrayList<>();
    Map<String, Object> header = null;
    for (int split = 0; split < 3; split++) {
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < 2 && split > 0; i++) {
        tensors.add(ggufTensor("blk." + split + "." + i, words, 4 * (6 * i)));
      }
      LittleEndian values = new LittleEndian();
      values.string("split.no").u32(2).number(split, 2);
      values.string("split.count").u32(2).number(3, 2);
      values.string("split.tensors.count").u32(5).u32(4);
      String name = "splits/split-0000" + (split + 1) + "-of-00003.gguf";
      files.add(new HubFile(name, gguf(72 + split, tensors, 3, values, 32)));
      if (split == 0) {
        header = ggufHeader();
        header.put("split.no", 0);
        header.put("split.count", 3);
        header.put("split.tensors.count", 4);
      }
      all.addAll(tensors);
    }
    expect("splits/split-00001-of-00003.gguf", all, header);
  }

  private static Content gguf(
      int seed, List<Tensor> tensors, int count, LittleEndian values, int alignment) {
    LittleEndian header = new LittleEndian();
    header.raw("GGUF".getBytes(UTF_8)).u32(3).u64(tensors.size()).u64(count).raw(values.bytes());
    long offset = 0;
    for (Tensor tensor : tensors) {
      header.string(tensor.name()).u32(tensor.shape().size());
      for (int d = tensor.shape().size() - 1; d >= 0; d--) {
        header.u64(tensor.shape().get(d));
      }
      header.u32(Long.parseLong(tensor.code())).u64(offset);
      offset += (tensor.size() + alignment - 1) / alignment * alignment;
    }
    return new JoinedContent(header.align(alignment).bytes(), new GeneratedContent(seed, offset));
  }

  /**
   * Builds a model that runs: y = (x * w + b) * k, where w lies in another file and k differs in
   * the two branches of an If.
   */
  private void onnx() {
    List<Tensor> tensors = new ArrayList<>();
    Tensor then = new Tensor("k", "1", "float32", List.of(1L), 4);
    Tensor weights = new Tensor("w", "1", "float32", List.of(4L, 3L), 48);
    Tensor bias = new Tensor("b", "1", "float32", List.of(3L), 12);
    tensors.add(then);
    tensors.add(new Tensor("k#2", "1", "float32", List.of(1L), 4));
    tensors.add(weights);
    tensors.add(bias);
    Protobuf graph = new Protobuf();
    graph.message(1, node("MatMul", "h", "x", "w")).message(1, node("Add", "s", "h", "b"));
    Protobuf choice =
        node("If", "c", "yes")
            .message(5, branch("then_branch", then, 2))
            .message(5, branch("else_branch", then, 3));
    graph.message(1, choice).message(1, node("Reshape", "y", "c", "shape")).string(2, "formats");
    graph.message(
        5,
        tensor(weights)
            .message(13, new Protobuf().string(1, "location").string(2, "formats.onnx_data"))
            .message(13, new Protobuf().string(1, "offset").string(2, "64"))
            .message(13, new Protobuf().string(1, "length").string(2, "48"))
            .number(14, 1));
    graph.message(5, tensor(bias).bytes(4, floats(0.5f, 1, 1.5f)));
    graph.message(
        5, new Protobuf().number(1, 1).number(2, 7).bytes(7, new byte[] {3}).string(8, "shape"));
    graph.message(11, value("x", 1, 1, 4)).message(11, value("yes", 9));
    graph.message(12, value("y", 1, 3));
    Protobuf model =
        new Protobuf()
            .number(1, 8)
            .string(2, "granary")
            .message(7, graph)
            .message(8, new Protobuf().string(1, "").number(2, 17));
    files.add(new HubFile("onnx/formats.onnx", new StoredContent(model.bytes())));
    float[] twelve = new float[12];
    for (int i = 0; i < twelve.length; i++) {
      twelve[i] = i / 4f;
    }
    LittleEndian data = new LittleEndian().raw(new byte[64]).raw(floats(twelve));
    files.add(new HubFile("onnx/formats.onnx_data", new StoredContent(data.bytes())));
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("ir_version", 8);
    header.put("producer_name", "granary");
    header.put("opset_import", Map.of("", 17));
    header.put("metadata_props", Map.of());
    header.put("inputs", List.of("x", "yes"));
    header.put("outputs", List.of("y"));
    header.put("external_data", List.of("formats.onnx_data"));
    Map<String, Object> skipped = new LinkedHashMap<>();
    skipped.put("name", "shape");
    skipped.put("reason", "int64_data");
    header.put("skipped", List.of(skipped));
    expect("onnx/formats.onnx", tensors, header);
  }

  private static Protobuf node(String operation, String output, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.string(1, input);
    }
    return node.string(2, output).string(3, output).string(4, operation);
  }

  private static Protobuf branch(String name, Tensor factor, float value) {
    Protobuf graph = new Protobuf().message(1, node("Mul", name + ".out", "s", "k"));
    graph.string(2, name).message(5, tensor(factor).bytes(9, floats(value)));
    graph.message(12, value(name + ".out", 1, 1, 3));
    return new Protobuf().string(1, name).message(6, graph).number(20, 5);
  }

  private static Protobuf tensor(Tensor tensor) {
    Protobuf message = new Protobuf();
    tensor.shape().forEach(dimension -> message.number(1, dimension));
    return message.number(2, Long.parseLong(tensor.code())).string(8, tensor.name());
  }

  private static Protobuf value(String name, int type, int... dimensions) {
    Protobuf shape = new Protobuf();
    for (int dimension : dimensions) {
      shape.message(1, new Protobuf().number(1, dimension));
    }
    Protobuf tensor = new Protobuf().number(1, type).message(2, shape);
    return new Protobuf().string(1, name).message(2, new Protobuf().message(1, tensor));
  }

  private static byte[] floats(float... values) {
    LittleEndian out = new LittleEndian();
    for (float value : values) {
      out.u32(Float.floatToRawIntBits(value));
    }
    return out.bytes();
  }
}
