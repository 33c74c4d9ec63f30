package dev.granary.format;

import static dev.granary.format.OnnxWriter.external;
import static dev.granary.format.OnnxWriter.model;
import static dev.granary.format.OnnxWriter.nodeWith;
import static dev.granary.format.OnnxWriter.raw;
import static dev.granary.format.OnnxWriter.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the reader of ONNX with right files and with hostile ones. */
final class OnnxReaderTest {
  private static final Sample W = new Sample("w", DataType.FLOAT32, List.of(2L, 3L));
  private static final Sample INTS = new Sample("i", DataType.INT64, List.of(2L));

  private static Header read(Protobuf graph) {
    return Formats.read(new MeasuredAccess(model(graph).bytes()), "");
  }

  private static String skipped(Header header) {
    String metadata = header.metadata();
    return metadata.substring(metadata.indexOf("\"skipped\":") + 10, metadata.length() - 1);
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Written file = OnnxWriter.random(new Random(seed));
    Header header = Formats.read(new MeasuredAccess(file.bytes()), "m.onnx");
    assertEquals(byName(file.expected()), byName(header.tensors()));
    assertEquals(file.others(), header.others());
    assertEquals("[]", skipped(header));
  }

  private static Map<String, TensorEntry> byName(List<TensorEntry> entries) {
    Map<String, TensorEntry> map = new HashMap<>();
    entries.forEach(entry -> map.put(entry.name(), entry));
    return map;
  }

  @Test
  void everyTypeIsRead() {
    Protobuf graph = new Protobuf();
    List<Sample> samples = new ArrayList<>();
    for (DataType type : OnnxWriter.TYPES.values()) {
      Sample sample = new Sample(type.label(), type, List.of(3L, 1L));
      samples.add(sample);
      graph.message(5, raw(sample));
    }
    List<TensorEntry> tensors = read(graph).tensors();
    for (int i = 0; i < samples.size(); i++) {
      assertEquals(samples.get(i).at(tensors.get(i).at()), tensors.get(i));
    }
    assertEquals(samples.size(), tensors.size());
  }

  @Test
  void theMetadataSayWhereTheModelComesFrom() {
    Protobuf graph = new Protobuf().message(11, new Protobuf().text(1, "x"));
    assertEquals(
        "{\"ir_version\":8,\"producer_name\":\"granary-tests\",\"producer_version\":\"1.0\","
            + "\"opset_import\":{\"\":17},\"metadata_props\":{\"author\":\"tests\"},"
            + "\"inputs\":[\"x\"],\"outputs\":[],\"skipped\":[]}",
        read(graph).metadata());
  }

  /** A model of 2 GB: of its two tensors nothing is read. */
  @Test
  void theBytesOfTensorsAreNotRead() {
    long half = 1_000_000_000;
    Protobuf first = new Protobuf().number(1, half).number(2, 2).text(8, "a").tag(9, 2);
    first.varint(half);
    Protobuf second = new Protobuf().number(1, half).number(2, 2).text(8, "b").tag(9, 2);
    second.varint(half);
    long inner = first.size() + half;
    Protobuf firstHead = new Protobuf().tag(5, 2).varint(inner).add(first);
    Protobuf secondHead = new Protobuf().tag(5, 2).varint(inner).add(second);
    long graph = firstHead.size() + secondHead.size() + 2 * half;
    Protobuf start = new Protobuf().number(1, 8).tag(7, 2).varint(graph).add(firstHead);
    MeasuredAccess file =
        new MeasuredAccess(start.bytes(), start.size() + half + secondHead.size() + half) {
          @Override
          public byte[] read(long at, int length) {
            byte[] part = super.read(at, length);
            long shift = at - start.size() - half;
            if (shift >= 0 && shift < secondHead.size()) {
              byte[] head = secondHead.bytes();
              int from = (int) shift;
              System.arraycopy(head, from, part, 0, Math.min(length, head.length - from));
            }
            return part;
          }
        };
    List<TensorEntry> tensors = Formats.read(file, "m.onnx").tensors();
    assertEquals(List.of("a", "b"), tensors.stream().map(TensorEntry::name).toList());
    assertEquals(start.size() + half + secondHead.size(), tensors.get(1).at());
    assertTrue(file.bytesRead < 100_000, "read " + file.bytesRead);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 11})
  void graphsInAttributesHaveTensors(int field) {
    Protobuf inner = new Protobuf().message(5, raw(W)).message(1, nodeWith(field, graphOf(INTS)));
    List<TensorEntry> tensors = read(new Protobuf().message(1, nodeWith(field, inner))).tensors();
    assertEquals(List.of("w", "i"), tensors.stream().map(TensorEntry::name).toList());
  }

  private static Protobuf graphOf(Sample sample) {
    return new Protobuf().message(5, raw(sample));
  }

  /** The two branches of an If may have the same names. */
  @Test
  void namesOfSeveralGraphsAreMadeUnique() {
    Sample second = new Sample("w#2", DataType.UINT8, List.of(1L));
    Protobuf graph = new Protobuf().message(1, nodeWith(6, graphOf(W)));
    graph.message(1, nodeWith(6, graphOf(W))).message(1, nodeWith(6, graphOf(second)));
    graph.message(1, nodeWith(6, graphOf(W))).message(5, raw(W));
    List<TensorEntry> tensors = read(graph).tensors();
    assertEquals(
        List.of("w", "w#2", "w#2#2", "w#3", "w#4"),
        tensors.stream().map(TensorEntry::name).toList());
  }

  /** Floats lie side by side when they are packed; varints have no fixed places. */
  @Test
  void numbersWithoutPlacesAreSkipped() {
    Sample scalar = new Sample("s", DataType.FLOAT32, List.of());
    Sample doubles = new Sample("d", DataType.FLOAT64, List.of(1L));
    Protobuf graph = new Protobuf();
    graph.message(5, tensor(INTS).bytes(7, new byte[] {1, 2}));
    graph.message(5, tensor(W).fixed32(4, 1));
    graph.message(5, tensor(scalar).bytes(4, new byte[4]));
    graph.message(5, tensor(doubles).bytes(10, new byte[8]));
    graph.message(5, new Protobuf().number(1, 1).number(2, 8).text(6, "t").text(8, "text"));
    graph.message(5, new Protobuf().number(1, 1).number(2, 99).text(8, "what"));
    graph.message(5, tensor(new Sample("h", DataType.FLOAT16, List.of(1L))).number(5, 7));
    graph.message(15, new Protobuf().message(1, tensor(new Sample("z", W.type(), W.shape()))));
    Header header = read(graph);
    assertEquals(List.of("s", "d"), header.tensors().stream().map(TensorEntry::name).toList());
    assertEquals(
        "[{\"name\":\"i\",\"reason\":\"int64_data\"},{\"name\":\"w\",\"reason\":\"float_data\"},"
            + "{\"name\":\"text\",\"reason\":\"type 8\"},{\"name\":\"what\",\"reason\":\"type 99\"},"
            + "{\"name\":\"h\",\"reason\":\"int32_data\"},{\"name\":\"z\",\"reason\":\"sparse\"}]",
        skipped(header));
  }

  @Test
  void dimensionsMayBePacked() {
    Protobuf packed = new Protobuf().bytes(1, new byte[] {2, 3}).number(2, 1).text(8, "w");
    List<TensorEntry> tensors =
        read(new Protobuf().message(5, packed.bytes(9, new byte[24]))).tensors();
    assertEquals(W.at(tensors.get(0).at()), tensors.get(0));
  }

  @Test
  void anEmptyTensorNeedsNoBytes() {
    Sample empty = new Sample("e", DataType.FLOAT32, List.of(0L, 3L));
    assertEquals(List.of(empty.at(0)), read(graphOf(empty)).tensors());
    assertEquals(List.of(empty.at(0)), read(new Protobuf().message(5, tensor(empty))).tensors());
  }

  @Test
  void severalTensorsMayShareAFile() {
    Protobuf graph = new Protobuf().message(5, external(W, "./data", 64));
    graph.message(5, external(INTS, "sub/other", 0));
    graph.message(
        5,
        tensor(new Sample("x", W.type(), W.shape()))
            .message(13, new Protobuf().text(1, "location").text(2, "data"))
            .message(13, new Protobuf().text(1, "checksum").text(2, "0a"))
            .number(14, 1));
    Header header = read(graph);
    assertEquals(List.of("data", "sub/other"), header.others());
    Sample x = new Sample("x", W.type(), W.shape());
    assertEquals(List.of(W.at(1, 64), INTS.at(2, 0), x.at(1, 0)), header.tensors());
    assertTrue(
        header.metadata().contains("\"external_data\":[\"./data\",\"sub/other\",\"data\"]"),
        header.metadata());
  }

  @Test
  void theLocationsOfSkippedInitializersAreListed() {
    Protobuf unknown =
        new Protobuf()
            .number(2, 99)
            .text(8, "unknown")
            .message(13, new Protobuf().text(1, "location").text(2, "data"))
            .number(14, 1);
    Header header = read(new Protobuf().message(5, unknown));
    assertEquals(List.of(), header.others());
    assertTrue(header.metadata().contains("\"external_data\":[\"data\"]"), header.metadata());
  }

  private static void refuses(String field, Protobuf graph) {
    Refusals.refuses(model(graph).bytes(), "m.onnx", field);
  }

  private static void refusesTensor(String field, Protobuf tensor) {
    refuses(field, new Protobuf().message(5, tensor));
  }

  private static Protobuf location(String key, String value) {
    return tensor(W)
        .message(13, new Protobuf().text(1, "location").text(2, "data"))
        .message(13, new Protobuf().text(1, key).text(2, value))
        .number(14, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../w", "a/../../w", "", "C:\\w", "a\\w", "."})
  void aFileElsewhereIsRefused(String location) {
    refusesTensor("location", location("location", location));
  }

  @Test
  void badTensorsAreRefused() {
    refusesTensor("name", new Protobuf().number(2, 1));
    refusesTensor("name", new Protobuf().bytes(8, new byte[] {(byte) 0xff}));
    refusesTensor("name", new Protobuf().text(8, "n".repeat(4097)));
    refusesTensor("name", new Protobuf().number(8, 1));
    refuses("name", new Protobuf().message(5, raw(W)).message(5, raw(W)));
    refusesTensor("data", tensor(W));
    refusesTensor("data", tensor(W).bytes(9, new byte[23]));
    refusesTensor("data", tensor(W).bytes(9, new byte[25]));
    refusesTensor("data", tensor(W).bytes(4, new byte[24]).fixed32(4, 1));
    refusesTensor("data", tensor(W).bytes(9, new byte[24]).bytes(7, new byte[1]));
    Protobuf changed = tensor(W).bytes(4, new byte[24]).number(2, 6);
    refusesTensor("data", changed);
    refusesTensor("raw_data", tensor(W).bytes(9, new byte[24]).bytes(9, new byte[24]));
    refusesTensor("raw_data", tensor(W).number(9, 1));
    refusesTensor("dims", tensor(W).number(1, -1));
    refusesTensor("dims", tensor(W).bytes(1, new byte[33]));
    refusesTensor("dims", tensor(W).text(1, "\u0001").fixed32(1, 1).fixed32(1, 1));
    refusesTensor("shape", tensor(W).number(1, 1L << 53).number(1, 1L << 53));
    refusesTensor("data_type", tensor(W).fixed32(2, 1));
    refusesTensor("location", tensor(W).number(14, 1));
    refusesTensor("offset", location("offset", "-1"));
    refusesTensor("offset", location("offset", ""));
    refusesTensor("offset", location("offset", "9007199254740993"));
    refusesTensor("offset", location("offset", "1".repeat(4000)));
    refusesTensor("length", location("length", "23"));
    refusesTensor("length", location("length", "1e3"));
    refusesTensor("external_data", location("length", "1".repeat(5000)));
  }

  @Test
  void badMessagesAreRefused() {
    Refusals.refuses(new byte[0], "m.onnx", "graph");
    Refusals.refuses(new Protobuf().number(1, 8).bytes(), "m.onnx", "graph");
    Refusals.refuses(new Protobuf().number(1, -8).bytes(), "m.onnx", "ir_version");
    Refusals.refuses(new Protobuf().number(7, 8).bytes(), "m.onnx", "graph");
    Refusals.refuses(new Protobuf().number(2, 8).bytes(), "m.onnx", "producer_name");
    Refusals.refuses(new Protobuf().tag(1, 3).bytes(), "m.onnx", "field");
    Refusals.refuses(new Protobuf().tag(0, 0).varint(1).bytes(), "m.onnx", "field");
    Refusals.refuses(new Protobuf().varint(1L << 40).varint(1).bytes(), "m.onnx", "field");
    Refusals.refuses(new Protobuf().tag(7, 2).varint(5).bytes(), "m.onnx", "field");
    Refusals.refuses(new Protobuf().tag(7, 2).varint(1L << 60).bytes(), "m.onnx", "field");
    Refusals.refuses(new Protobuf().tag(1, 1).bytes(), "m.onnx", "field");
    Refusals.refuses(new Protobuf().tag(1, 0).varint(1L << 62).bytes(), "m.onnx", "ir_version");
    byte[] endless = new byte[12];
    Arrays.fill(endless, (byte) 0xff);
    Refusals.refuses(endless, "m.onnx", "field");
    Refusals.refuses(new byte[] {8, (byte) 0x80}, "m.onnx", "field");
    // A message may not pass the end of the message around it, though the file goes on.
    refuses("field", new Protobuf().tag(5, 2).varint(9).number(1, 1));
  }

  @Test
  void deepGraphsAreRefused() {
    Protobuf graph = new Protobuf();
    for (int i = 0; i < 31; i++) {
      graph = new Protobuf().message(1, nodeWith(6, graph));
    }
    assertEquals(List.of(), read(graph).tensors());
    refuses("graph", new Protobuf().message(1, nodeWith(6, graph)));
  }

  @Test
  void tooMuchIsRefused() {
    Protobuf outputs = new Protobuf();
    Protobuf empty = new Protobuf().message(12, new Protobuf());
    for (int i = 0; i <= TensorList.MOST; i++) {
      outputs.add(empty);
    }
    refuses("graph", outputs);
    Protobuf names = new Protobuf();
    for (int i = 0; i < 2200; i++) {
      names.message(5, tensor(new Sample("n".repeat(4000) + i, W.type(), List.of(0L))));
    }
    refuses("name", names);
    MeasuredAccess file = new MeasuredAccess(model(new Protobuf()).bytes(), 1L << 31);
    Refusals.refuses(file, "m.onnx", "field");
  }

  /** A file of nothing but small fields is not read to its end. */
  @Test
  void atMost64MibAreRead() {
    byte[] fields = new byte[70 << 20];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 8;
    }
    MeasuredAccess file = new MeasuredAccess(fields);
    Refusals.refuses(file, "m.onnx", "field");
    assertTrue(file.bytesRead <= HeaderBytes.LONGEST, "read " + file.bytesRead);
  }
}
