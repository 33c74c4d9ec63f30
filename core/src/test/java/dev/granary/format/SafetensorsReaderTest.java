package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the reader of safetensors with right files and with hostile ones. */
final class SafetensorsReaderTest {
  private static Header read(byte[] file) {
    return Formats.read(new MeasuredAccess(file), "model.safetensors");
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll long seed) {
    Random random = new Random(seed);
    List<DataType> types = new ArrayList<>(SafetensorsWriter.TYPES.keySet());
    Map<String, String> metadata =
        random.nextBoolean() ? Map.of() : Map.of("format", "pt", "ключ", "\"\u0001\\");
    Written file = SafetensorsWriter.write(Sample.random(random, types), metadata, random);
    assertEquals(
        new Header("safetensors", file.metadata(), file.expected(), List.of()), read(file.bytes()));
  }

  @Test
  void everyTypeIsRead() {
    List<Sample> samples = new ArrayList<>();
    for (DataType type : SafetensorsWriter.TYPES.keySet()) {
      samples.add(new Sample(type.label(), type, List.of(3L, 4L)));
    }
    Written file = SafetensorsWriter.write(samples, Map.of(), new Random(1));
    assertEquals(file.expected(), read(file.bytes()).tensors());
  }

  @Test
  void aFileMayHaveNoTensor() {
    assertEquals(List.of(), read(SafetensorsWriter.file("{}", 0)).tensors());
    assertEquals("{}", read(SafetensorsWriter.file(" {} \n", 0)).metadata());
  }

  /** The header of a file of 4 GiB is all that is read of it. */
  @Test
  void onlyTheHeaderIsRead() {
    long size = 4L << 30;
    byte[] header = SafetensorsWriter.file(entry("big", "U8", "[" + size + "]", 0, size), 0);
    MeasuredAccess file = new MeasuredAccess(header, header.length + size);
    List<TensorEntry> tensors = Formats.read(file, "").tensors();
    assertEquals(
        List.of(new TensorEntry("big", DataType.UINT8, List.of(size), 0, header.length, size)),
        tensors);
    assertTrue(file.bytesRead < 100_000, "read " + file.bytesRead);
  }

  /** A long header is read once, in steps of at most 2 MiB and a bit. */
  @Test
  void aLongHeaderIsReadInSteps() {
    StringBuilder json = new StringBuilder("{");
    int count = 60_000;
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "" : ",").append("\"layer.").append(i).append("\":");
      json.append(value("F32", "[1]", 4L * i, 4L * i + 4)).append(" ".repeat(200));
    }
    byte[] bytes = SafetensorsWriter.file(json + "}", 4L * count);
    MeasuredAccess file = new MeasuredAccess(bytes);
    assertEquals(count, Formats.read(file, "").tensors().size());
    assertTrue(file.largest <= (2 << 20) + 8192, "in one step " + file.largest);
    assertTrue(file.bytesRead < bytes.length, "read " + file.bytesRead);
    assertTrue(file.reads < 20, "reads " + file.reads);
  }

  private static String entry(String name, String dtype, String shape, long begin, long end) {
    return "{\"" + name + "\":" + value(dtype, shape, begin, end) + "}";
  }

  private static String value(String dtype, String shape, long begin, long end) {
    return "{\"dtype\":\""
        + dtype
        + "\",\"shape\":"
        + shape
        + ",\"data_offsets\":["
        + begin
        + ","
        + end
        + "]}";
  }

  /** Each line: the field of the failure, the header, how many bytes of tensors the file has. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "header | [] | 0",
        "header | {\"a\" | 0",
        "header | {\"a\": | 0",
        "header | {} x | 0",
        "header | {}} | 0",
        "header | {,} | 0",
        "header | {\"a\" {}} | 0",
        "header | {\"__metadata__\":{} \"b\":{}} | 0",
        "header | {a:1} | 0",
        "header | {\"\\x\":{}} | 0",
        "header | {\"a\":[]} | 0",
        "header | {\"a\":1} | 0",
        "header | {\"a\":{\"shape\":[1.5]}} | 0",
        "header | {\"a\":{\"shape\":[9007199254740993]}} | 0",
        "header | {\"a\":{\"shape\":1}} | 0",
        "header | {\"a\":{\"dtype\":1}} | 0",
        "header | {\"__metadata__\":{\"a\":1}} | 0",
        "header | {\"__metadata__\":[]} | 0",
        "__metadata__ | {\"__metadata__\":{},\"__metadata__\":{}} | 0",
        "entry | {\"a\":{}} | 0",
        "entry | {\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4",
        "entry | {\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | 4",
        "entry | {\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}} | 4",
        "entry | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}} | 4",
        "dtype | {\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4",
        "dtype | {\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}} | 4",
        "shape | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"shape\":[1]}} | 4",
        "shape | {\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4",
        "shape | {\"a\":{\"dtype\":\"F32\",\"shape\":[9007199254740992,2],"
            + "\"data_offsets\":[0,4]}} | 4",
        "shape | {\"a\":{\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
            + "1,1]}} | 4",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | 4",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}} | 4",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4",
        "data_offsets | {\"a\":{\"data_offsets\":[0,4],\"data_offsets\":[0,4]}} | 4",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,3]}} | 4",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 3",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 5",
        "data_offsets | {\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1,5]}} | 5",
        "data_offsets | {\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}} | 3",
        "data_offsets | {\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[3,5]}} | 5",
        "name | {\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"\\u0061\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | 4",
      })
  void aBadHeaderIsRefused(String field, String header, int data) {
    Refusals.refuses(SafetensorsWriter.file(header, data), "x.safetensors", field);
  }

  @Test
  void whatIsTooLongIsRefused() {
    String longName = "n".repeat(6 * TensorList.LONGEST_NAME);
    Refusals.refuses(SafetensorsWriter.file(entry(longName, "U8", "[0]", 0, 0), 0), "", "name");
    String spaces = " ".repeat(5000);
    Refusals.refuses(SafetensorsWriter.file("{\"a\":{" + spaces + "}}", 0), "", "value");
    String metadata = "{\"__metadata__\":{\"a\":\"" + "m".repeat(5 << 20) + "\"}}";
    Refusals.refuses(SafetensorsWriter.file(metadata, 0), "", "value");
    StringBuilder many = new StringBuilder("{\"first\":" + value("U8", "[0]", 0, 0));
    for (int i = 0; i < TensorList.MOST; i++) {
      many.append(",\"").append(i).append("\":").append(value("U8", "[0]", 0, 0));
    }
    Refusals.refuses(SafetensorsWriter.file(many + "}", 0), "", "tensors");
    String name = "n".repeat(4000);
    StringBuilder names = new StringBuilder("{\"first\":" + value("U8", "[0]", 0, 0));
    for (int i = 0; i < 2200; i++) {
      names.append(",\"").append(name).append(i).append("\":").append(value("U8", "[0]", 0, 0));
    }
    Refusals.refuses(SafetensorsWriter.file(names + "}", 0), "", "name");
  }

  @Test
  void theSizeOfTheHeaderIsChecked() {
    for (long size : new long[] {3, 100_000_001, 1L << 53, -1, Long.MIN_VALUE}) {
      byte[] file = new ByteWriter(false).u64(size).raw("{}").bytes();
      Refusals.refuses(file, "x.safetensors", "header size");
    }
    // The file may be as large as it likes: 100 MB is the limit.
    byte[] start = new ByteWriter(false).u64(100_000_001).raw("{}").bytes();
    Refusals.refuses(new MeasuredAccess(start, 1L << 40), "", "header size");
    Refusals.refuses(new byte[7], "x.safetensors", "header size");
    byte[] notUtf8 = SafetensorsWriter.file("{\"aX\":{}}", 0);
    notUtf8[11] = (byte) 0xff;
    Refusals.refuses(notUtf8, "", "name");
  }
}
