package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests models in several files. */
final class FileSetTest {
  private static final Sample A = new Sample("a", DataType.FLOAT32, List.of(2L));
  private static final Sample B = new Sample("b", DataType.INT8, List.of(3L));
  private static final Sample C = new Sample("c", DataType.Q8_0, List.of(2L, 32L));

  private final Map<String, byte[]> files = new HashMap<>();

  private Header read(String name) {
    return FileSet.read(
        new MeasuredAccess(files.get(name)),
        "folder/" + name,
        location -> {
          byte[] file = files.get(location);
          if (file == null) {
            throw new GranaryException(Code.NOT_FOUND, location).with("key", location);
          }
          return new MeasuredAccess(file);
        });
  }

  private GranaryException refuses(String name) {
    GranaryException failure = assertThrows(GranaryException.class, () -> read(name));
    assertEquals(Code.INVALID, failure.code(), failure.getMessage());
    return failure;
  }

  private void refuses(String name, String field) {
    assertEquals(field, refuses(name).details().get("field"));
  }

  private List<TensorEntry> shard(String name, Sample... samples) {
    Written file = SafetensorsWriter.write(List.of(samples), Map.of(), new Random(1));
    files.put(name, file.bytes());
    return file.expected();
  }

  private void index(String json) {
    files.put("model.safetensors.index.json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static final String INDEX =
      "{\"metadata\":{\"total_size\":11},\"weight_map\":{\"a\":\"x/1\",\"b\":\"./2\"}}\n";

  @Test
  void anIndexListsTheTensorsOfItsFiles() {
    long a = shard("x/1", A).get(0).at();
    long b = shard("2", B).get(0).at();
    index(INDEX);
    Header header = read("model.safetensors.index.json");
    assertEquals(
        new Header(
            "safetensors",
            "{\"total_size\":11}",
            List.of(A.at(1, a), B.at(2, b)),
            List.of("x/1", "2")),
        header);
  }

  /**
   * A read of the index opens no other file: its header does not depend on which shards are stored.
   */
  @Test
  void anIndexHasAHeader() {
    index(INDEX);
    MeasuredAccess file = new MeasuredAccess(files.get("model.safetensors.index.json"));
    assertEquals(
        new Header("safetensors", "{\"total_size\":11}", List.of(), List.of("x/1", "2")),
        Formats.read(file, "model.safetensors.index.json"));
  }

  @Test
  void anIndexAndItsFilesMustAgree() {
    shard("x/1", A);
    shard("2", B);
    index("{\"weight_map\":{\"a\":\"x/1\",\"b\":\"2\",\"c\":\"2\"}}");
    refuses("model.safetensors.index.json", "weight_map");
    index("{\"weight_map\":{\"a\":\"2\",\"b\":\"x/1\"}}");
    refuses("model.safetensors.index.json", "weight_map");
    shard("2", B, C8);
    index(INDEX);
    refuses("model.safetensors.index.json", "weight_map");
    shard("2", B, A);
    assertEquals("a", refuses("model.safetensors.index.json").details().get("item"));
    files.put("2", new byte[8]);
    assertEquals("2", refuses("model.safetensors.index.json").details().get("location"));
    files.remove("2");
    GranaryException missing =
        assertThrows(GranaryException.class, () -> read("model.safetensors.index.json"));
    assertEquals(Code.NOT_FOUND, missing.code());
    assertEquals("2", missing.details().get("key"));
  }

  private static final Sample C8 = new Sample("c", DataType.INT8, List.of(3L));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"weight_map\":{}}",
        "{\"weight_map\":[]}",
        "{\"weight_map\":{\"a\":1}}",
        "{\"weight_map\":{\"a\":\"../1\"}}",
        "{\"weight_map\":{\"a\":\"/1\"}}",
        "{\"weight_map\":{\"a\":\"1\",\"a\":\"1\"}}",
        "{\"weight_map\":{\"a\":\"1\"}} x",
        "{\"metadata\":{,},\"weight_map\":{\"a\":\"1\"}}"
      })
  void aBadIndexIsRefused(String json) {
    shard("1", A);
    index(json);
    assertEquals("safetensors", refuses("model.safetensors.index.json").details().get("format"));
  }

  private static GgufWriter split(int no, int count, int tensors) {
    GgufWriter writer = new GgufWriter(3, false).u16("split.no", no).u16("split.count", count);
    writer.value("split.tensors.count", 5).u32(tensors);
    return writer;
  }

  private void splits(int tensors) {
    files.put("m-00001-of-00003.gguf", split(0, 3, tensors).write(List.of()).bytes());
    files.put("m-00002-of-00003.gguf", split(1, 3, tensors).write(List.of(A, C)).bytes());
    files.put("m-00003-of-00003.gguf", split(2, 3, tensors).write(List.of(B)).bytes());
  }

  @Test
  void theFirstSplitListsTheTensorsOfAll() {
    splits(3);
    Header header = read("m-00001-of-00003.gguf");
    assertEquals(List.of("m-00002-of-00003.gguf", "m-00003-of-00003.gguf"), header.others());
    List<Integer> parts = new ArrayList<>();
    header.tensors().forEach(tensor -> parts.add(tensor.part()));
    assertEquals(List.of(1, 1, 2), parts);
    assertEquals(1, read("m-00003-of-00003.gguf").tensors().size());
    assertEquals(List.of(), read("m-00003-of-00003.gguf").others());
  }

  /** A split under another name stands alone, as its siblings' names are not known. */
  @Test
  void aRenamedSplitStandsAlone() {
    splits(3);
    files.put("first.gguf", files.get("m-00001-of-00003.gguf"));
    assertEquals(List.of(), read("first.gguf").others());
    files.put("m-00001-of-00002.gguf", files.get("m-00001-of-00003.gguf"));
    assertEquals(List.of(), read("m-00001-of-00002.gguf").others());
    files.put("m-00001-of-00001.gguf", new GgufWriter(3, false).write(List.of(A)).bytes());
    assertEquals(List.of(), read("m-00001-of-00001.gguf").others());
  }

  @Test
  void splitsMustHaveOneByteOrder() {
    splits(3);
    GgufWriter big = new GgufWriter(3, true).u16("split.no", 2).u16("split.count", 3);
    files.put("m-00003-of-00003.gguf", big.write(List.of(B)).bytes());
    refuses("m-00001-of-00003.gguf", "GGUF.byteOrder");
  }

  @Test
  void oneSplitIsNotAWholeModel() {
    splits(3);
    FileSet.expectWhole(read("m-00001-of-00003.gguf"));
    Header alone = read("m-00002-of-00003.gguf");
    GranaryException failure =
        assertThrows(GranaryException.class, () -> FileSet.expectWhole(alone));
    assertEquals("split.count", failure.details().get("field"));
    assertEquals("Bad gguf model: the file is split 1 of 3, counted from 0.", failure.getMessage());
    files.put("one.gguf", new GgufWriter(3, false).write(List.of(A)).bytes());
    FileSet.expectWhole(read("one.gguf"));
  }

  @Test
  void splitsMustBelongTogether() {
    splits(4);
    refuses("m-00001-of-00003.gguf", "split.tensors.count");
    splits(3);
    files.put("m-00003-of-00003.gguf", split(1, 3, 3).write(List.of(B)).bytes());
    refuses("m-00001-of-00003.gguf", "split.no");
    files.put("m-00003-of-00003.gguf", split(2, 4, 3).write(List.of(B)).bytes());
    refuses("m-00001-of-00003.gguf", "split.no");
    files.put("m-00003-of-00003.gguf", split(2, 3, 3).write(List.of(A)).bytes());
    assertEquals("a", refuses("m-00001-of-00003.gguf").details().get("item"));
    shard("m-00003-of-00003.gguf", B);
    refuses("m-00001-of-00003.gguf");
    files.put(
        "m-00001-of-00003.gguf",
        new GgufWriter(3, false).text("split.count", "3").write(List.of()).bytes());
    refuses("m-00001-of-00003.gguf", "split");
    splits(3);
    files.remove("m-00002-of-00003.gguf");
    GranaryException missing =
        assertThrows(GranaryException.class, () -> read("m-00001-of-00003.gguf"));
    assertEquals("m-00002-of-00003.gguf", missing.details().get("key"));
  }

  @Test
  void filesOfSeveralModelsAreNotJoined() {
    Header safetensors = new Header("safetensors", "{}", List.of(A.at(0)), List.of());
    Header onnx = new Header("onnx", "{}", List.of(B.at(0)), List.of());
    Header more = new Header("safetensors", "{}", List.of(B.at(8)), List.of());
    Header others = new Header("safetensors", "{}", List.of(B.at(8)), List.of("x"));
    assertEquals(List.of(A.at(0, 0), B.at(1, 8)), FileSet.join(List.of(safetensors, more)));
    assertThrows(GranaryException.class, () -> FileSet.join(List.of(safetensors, onnx)));
    assertThrows(GranaryException.class, () -> FileSet.join(List.of(safetensors, others)));
    Header plain = new Header("gguf", "{}", List.of(A.at(0)), List.of());
    assertThrows(GranaryException.class, () -> FileSet.join(List.of(plain, plain)));
  }

  @Test
  void externalDataLiesInsideItsFile() {
    Protobuf graph = new Protobuf().message(5, OnnxWriter.external(A, "a.data", 64));
    files.put("m.onnx", OnnxWriter.model(graph).bytes());
    files.put("a.data", new byte[72]);
    assertEquals(List.of(A.at(1, 64)), read("m.onnx").tensors());
    files.put("a.data", new byte[71]);
    assertEquals("a.data", refuses("m.onnx").details().get("location"));
    files.remove("a.data");
    GranaryException missing = assertThrows(GranaryException.class, () -> read("m.onnx"));
    assertEquals(Code.NOT_FOUND, missing.code());
  }

  @Test
  void theFormatIsFound() {
    byte[] onnx = OnnxWriter.model(new Protobuf()).bytes();
    byte[] gguf = new GgufWriter(3, true).write(List.of()).bytes();
    byte[] safetensors = SafetensorsWriter.file("{}", 0);
    for (String name : List.of("", "blob", "a.bin")) {
      assertEquals("onnx", Formats.read(new MeasuredAccess(onnx), name).format());
      assertEquals("gguf", Formats.read(new MeasuredAccess(gguf), name).format());
      assertEquals("safetensors", Formats.read(new MeasuredAccess(safetensors), name).format());
    }
    assertEquals("gguf", Formats.read(new MeasuredAccess(gguf), "x.onnx").format());
    for (byte[] other : new byte[][] {{}, {1}, "a longer text".getBytes(StandardCharsets.UTF_8)}) {
      Refusals.refuses(other, "x.bin", "magic");
    }
  }
}
