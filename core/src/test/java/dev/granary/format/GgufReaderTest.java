package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.tensor.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the reader of GGUF with right files, of all versions and byte orders, and hostile ones. */
final class GgufReaderTest {
  private static final Sample FLOATS = new Sample("f", DataType.FLOAT32, List.of(2L, 3L));

  private static Header read(byte[] file) {
    return Formats.read(new MeasuredAccess(file), "");
  }

  private static String metadata(Consumer<GgufWriter> values) {
    GgufWriter writer = new GgufWriter(3, false);
    values.accept(writer);
    String all = read(writer.write(List.of()).bytes()).metadata();
    String own = "{\"GGUF.version\":3,\"GGUF.byteOrder\":\"little\",";
    assertTrue(all.startsWith(own), all);
    return "{" + all.substring(own.length());
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Written file = GgufWriter.random(new Random(seed));
    assertEquals(file.expected(), read(file.bytes()).tensors());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyTypeIsReadInEachVersionAndByteOrder(int version) {
    List<Sample> samples = new ArrayList<>();
    for (Map.Entry<Integer, DataType> type : GgufWriter.TYPES.entrySet()) {
      List<Long> shape = List.of(3L, 2L * type.getValue().block());
      samples.add(new Sample("t" + type.getKey(), type.getValue(), shape));
    }
    for (boolean bigEndian : new boolean[] {false, true}) {
      GgufWriter writer = new GgufWriter(version, bigEndian).text("general.name", "näme");
      Written file = writer.write(samples);
      Header header = read(file.bytes());
      assertEquals(file.expected(), header.tensors());
      String order = bigEndian ? "big" : "little";
      assertEquals(
          "{\"GGUF.version\":"
              + version
              + ",\"GGUF.byteOrder\":\""
              + order
              + "\",\"general.name\":\"näme\"}",
          header.metadata());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 32, 4096})
  void tensorsAreAligned(int alignment) {
    GgufWriter writer = new GgufWriter(3, false).align(alignment);
    Written file = writer.write(List.of(FLOATS, FLOATS2, EMPTY));
    assertEquals(file.expected(), read(file.bytes()).tensors());
    assertEquals(0, file.expected().get(1).at() % alignment);
  }

  private static final Sample FLOATS2 = new Sample("g", DataType.FLOAT16, List.of(5L));
  private static final Sample EMPTY = new Sample("e", DataType.Q4_K, List.of(0L, 256L));

  @Test
  void everyKindOfValueBecomesJson() {
    assertEquals(
        "{\"u8\":255,\"i8\":-1,\"u16\":65535,\"i16\":-2,\"u32\":4294967295,\"i32\":-3,"
            + "\"f32\":5e-1,\"yes\":true,\"no\":false,\"u64\":\"18446744073709551615\","
            + "\"i64\":\"-9223372036854775808\",\"small\":9007199254740992,\"f64\":-125e-2}",
        metadata(
            file -> {
              file.value("u8", 0).number(255, 1);
              file.value("i8", 1).number(-1, 1);
              file.value("u16", 2).number(0xffff, 2);
              file.value("i16", 3).number(-2, 2);
              file.value("u32", 4).u32(-1);
              file.value("i32", 5).u32(-3);
              file.value("f32", 6).u32(Float.floatToRawIntBits(0.5f));
              file.value("yes", 7).number(1, 1);
              file.value("no", 7).number(0, 1);
              file.value("u64", 10).u64(-1);
              file.value("i64", 11).u64(Long.MIN_VALUE);
              file.value("small", 10).u64(1L << 53);
              file.value("f64", 12).u64(Double.doubleToRawLongBits(-1.25));
            }));
  }

  @Test
  void aLongArrayIsAbbreviated() {
    assertEquals(
        "{\"short\":[\"\",\"b\"],\"long\":{\"type\":\"string\",\"length\":65,\"first\":[\"x\",\"x\","
            + "\"x\",\"x\",\"x\",\"x\",\"x\",\"x\"]},\"bytes\":{\"type\":\"uint8\",\"length\":100,"
            + "\"first\":[0,0,0,0,0,0,0,0]},\"nested\":[[1],[2]],\"after\":\"yes\"}",
        metadata(
            file -> {
              file.texts("short", List.of("", "b"));
              file.texts("long", Collections.nCopies(65, "x"));
              file.array("bytes", 0, 100).zeros(100);
              ByteWriter nested = file.array("nested", 9, 2);
              nested.u32(0).u64(1).number(1, 1).u32(0).u64(1).number(2, 1);
              file.text("after", "yes");
            }));
    String many =
        metadata(
            file -> {
              ByteWriter nested = file.array("nested", 9, 70);
              for (int i = 0; i < 70; i++) {
                nested.u32(2).u64(3).zeros(6);
              }
              file.text("after", "yes");
            });
    assertTrue(many.endsWith("[0,0,0],[0,0,0]]},\"after\":\"yes\"}"), many);
  }

  @Test
  void aTextThatIsNotUtf8IsNull() {
    assertEquals(
        "{\"t\":null}", metadata(file -> file.value("t", 8).u64(1).raw(new byte[] {(byte) 0xff})));
  }

  /** A vocabulary of 12 MB is read in steps; of the tensors nothing is. */
  @Test
  void aLongHeaderIsReadInSteps() {
    GgufWriter writer = new GgufWriter(3, false);
    writer.texts("tokens", Collections.nCopies(600_000, "a token ☃"));
    byte[] bytes = writer.write(List.of(FLOATS)).bytes();
    MeasuredAccess file = new MeasuredAccess(bytes, 1L << 40);
    assertEquals(1, Formats.read(file, "").tensors().size());
    assertTrue(file.largest <= (2 << 20) + 4096, "in one step " + file.largest);
    assertTrue(file.bytesRead <= bytes.length + (3 << 20), "read " + file.bytesRead);
    assertTrue(file.reads < 20, "reads " + file.reads);
  }

  /** A vector of numbers is jumped over. */
  @Test
  void longArraysOfNumbersAreNotRead() {
    GgufWriter writer = new GgufWriter(3, false);
    writer.array("scores", 6, 5_000_000).zeros(20_000_000);
    MeasuredAccess file = new MeasuredAccess(writer.write(List.of(FLOATS)).bytes());
    assertEquals(1, Formats.read(file, "").tensors().size());
    assertTrue(file.bytesRead < 100_000, "read " + file.bytesRead);
  }

  @Test
  void aHeaderBeyond64MibIsRefused() {
    GgufWriter writer = new GgufWriter(3, false);
    writer.array("tokens", 8, 8 << 20).zeros((8L << 20) * 8);
    byte[] bytes = writer.write(List.of()).bytes();
    MeasuredAccess file = new MeasuredAccess(bytes);
    Refusals.refuses(file, "", "length");
    assertTrue(file.bytesRead <= HeaderBytes.LONGEST, "read " + file.bytesRead);
  }

  private static ByteWriter start(int version, long tensors, long values) {
    return new ByteWriter(false).raw("GGUF").u32(version).u64(tensors).u64(values);
  }

  private static ByteWriter text(ByteWriter out, String text) {
    return out.u64(text.length()).raw(text);
  }

  private static void refuses(String field, ByteWriter file) {
    Refusals.refuses(file.bytes(), "x.gguf", field);
  }

  private static ByteWriter value(int type) {
    return text(start(3, 0, 1), "key").u32(type);
  }

  @Test
  void badStartsAreRefused() {
    refuses("magic", new ByteWriter(false).raw("GGU"));
    refuses("magic", new ByteWriter(false).raw("GGUX").u32(3));
    refuses("version", start(0, 0, 0));
    refuses("version", start(4, 0, 0));
    refuses("version", start(-1, 0, 0));
    refuses("version", new ByteWriter(true).raw("GGUF").u32(4));
    refuses("tensor count", new ByteWriter(false).raw("GGUF").u32(3));
    refuses("tensor count", start(3, TensorList.MOST + 1, 0));
    refuses("tensor count", start(3, -1, 0));
    refuses("key-value count", start(3, 0, 65_537));
    refuses("key-value count", start(3, 0, 1L << 60));
  }

  @Test
  void badValuesAreRefused() {
    refuses("key", start(3, 0, 1));
    refuses("key", start(3, 0, 1).u64(65_536).zeros(65_536));
    refuses("key", start(3, 0, 1).u64(1).number(0xff, 1));
    refuses("key", start(3, 0, 1).u64(1000).zeros(10));
    refuses("type", text(start(3, 0, 1), "key"));
    refuses("type", value(13));
    refuses("type", value(-1));
    refuses("value", value(7).number(2, 1));
    refuses("value", value(10).u32(1));
    refuses("value", value(8).u64((4 << 20) + 1).zeros((4 << 20) + 1));
    refuses("value", value(8).u64(5).zeros(4));
    refuses("length", value(8).u64(-1));
    refuses("count", value(9).u32(4).u64(3).zeros(11));
    refuses("count", value(9).u32(8).u64(1L << 50));
    refuses("count", value(9).u32(9).u64(1 << 20).zeros(100));
    refuses("value", value(9).u32(8).u64(70).zeros(69 * 8).u64(1000));
    refuses("type", value(9).u32(13).u64(3).zeros(11));
    ByteWriter nested = value(9);
    for (int i = 0; i < 5; i++) {
      nested.u32(9).u64(1);
    }
    refuses("value", nested.u32(0).u64(0));
    ByteWriter skipped = value(9).u32(9).u64(65);
    for (int i = 0; i < 64; i++) {
      skipped.u32(0).u64(0);
    }
    for (int i = 0; i < 4; i++) {
      skipped.u32(9).u64(65);
      for (int j = 0; j < 64; j++) {
        skipped.u32(0).u64(0);
      }
    }
    refuses("value", skipped.u32(0).u64(0).zeros(1000));
    ByteWriter twice = text(start(3, 0, 2), "key").u32(0).number(1, 1);
    refuses("key", text(twice, "key").u32(0).number(1, 1));
    refuses("key", text(start(3, 0, 1), "GGUF.version").u32(0).number(1, 1));
    for (long alignment : new long[] {0, 3, 1 << 21, -8}) {
      refuses("value", text(start(3, 0, 1), "general.alignment").u32(4).u32(alignment));
    }
    refuses("type", text(start(3, 0, 1), "general.alignment").u32(10).u64(32));
    refuses("value", text(start(3, 0, 1), "general.alignment").u32(4).number(1, 3));
  }

  @Test
  void tooMuchTextIsRefused() {
    GgufWriter writer = new GgufWriter(3, false);
    for (int i = 0; i < 3; i++) {
      writer.text("text" + i, "t".repeat(3 << 20));
    }
    Refusals.refuses(writer.write(List.of()).bytes(), "", "value");
    GgufWriter controls = new GgufWriter(3, false).text("text", "\0".repeat(2 << 20));
    Refusals.refuses(controls.write(List.of()).bytes(), "", "value");
  }

  private static ByteWriter tensor(ByteWriter out, String name, int type, long offset, long... d) {
    text(out, name).u32(d.length);
    for (long dimension : d) {
      out.u64(dimension);
    }
    return out.u32(type).u64(offset);
  }

  @Test
  void badTensorsAreRefused() {
    refuses("name", start(3, 1, 0));
    refuses("name", start(3, 1, 0).u64(4097).zeros(5000));
    refuses("name", start(3, 1, 0).u64(1).number(0xff, 1));
    refuses("dimensions", text(start(3, 1, 0), "a"));
    refuses("dimensions", text(start(3, 1, 0), "a").u32(33));
    refuses("dimension", text(start(3, 1, 0), "a").u32(2).u64(1));
    refuses("dimension", tensor(start(3, 1, 0), "a", 0, 0, -1).zeros(64));
    refuses("type", text(start(3, 1, 0), "a").u32(0).u32(0));
    refuses("type", tensor(start(3, 1, 0), "a", 4, 0, 1).zeros(64));
    refuses("type", tensor(start(3, 1, 0), "a", -7, 0, 1).zeros(64));
    refuses("shape", tensor(start(3, 1, 0), "a", 2, 0, 33).zeros(64));
    refuses("shape", tensor(start(3, 1, 0), "a", 0, 0, 1L << 53, 1L << 53).zeros(64));
    refuses("offset", tensor(start(3, 1, 0), "a", 0, -1, 1).zeros(64));
    refuses("offset", tensor(start(3, 1, 0), "a", 0, 1, 1).zeros(64));
    refuses("offset", tensor(start(3, 1, 0), "a", 0, 1L << 52, 1).zeros(64));
    refuses("offset", tensor(start(3, 1, 0), "a", 0, 0, 2).align(32).zeros(7));
    refuses("offset", tensor(start(3, 1, 0), "a", 0, 0, 2));
    ByteWriter twice = tensor(tensor(start(3, 2, 0), "a", 0, 0, 1), "a", 0, 32, 1);
    refuses("name", twice.zeros(100));
    ByteWriter overlap = tensor(tensor(start(3, 2, 0), "a", 0, 32, 1), "b", 0, 0, 9);
    refuses("offset", overlap.zeros(200));
  }

  @Test
  void anUnknownTypeIsReportedByItsNumber() {
    byte[] file = tensor(start(3, 1, 0), "a", 31, 0, 1).zeros(64).bytes();
    GranaryException failure = assertThrows(GranaryException.class, () -> read(file));
    assertEquals(31, failure.details().get("type"));
    assertEquals("a", failure.details().get("item"));
  }

  @Test
  void tensorsMayLieInAnyOrder() {
    byte[] file =
        tensor(tensor(start(3, 2, 0), "a", 0, 32, 1), "b", 0, 0, 1).align(32).zeros(36).bytes();
    Header header = read(file);
    assertEquals(file.length - 4, header.tensors().get(0).at());
    assertEquals(file.length - 36, header.tensors().get(1).at());
  }
}
