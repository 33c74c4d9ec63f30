package dev.granary.format;

import dev.granary.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** Reads one tensor of an ONNX file (TensorProto) and skips its bytes. */
final class OnnxTensor {
  private static final int LONGEST_TEXT = 4096;
  private static final int EXTERNAL = 1;
  private static final double LARGEST = 9007199254740992.0;

  private final HeaderBytes in;
  private final ProtobufFields fields;

  final List<Long> shape = new ArrayList<>();
  String name = "";
  int type;

  /** Where the bytes lie, and how many they are; negative when the tensor has none of its own. */
  double at = -1;

  double length;

  /** The type of the numbers whose bytes these are; null when they can be of any type. */
  DataType stored;

  /** The field with numbers in a form that has no fixed place for each; null when there is none. */
  String inline;

  /** Where another file has the bytes: null, 0 and negative when the tensor does not say it. */
  String location;

  /** The same, exactly as the file writes it. */
  String writtenLocation;

  double offset;
  double externalLength = -1;
  boolean external;

  private OnnxTensor(HeaderBytes in, ProtobufFields fields) {
    this.in = in;
    this.fields = fields;
  }

  /** Reads the message that goes on to {@code end}. May suspend. */
  static OnnxTensor read(HeaderBytes in, ProtobufFields fields, double end) {
    OnnxTensor tensor = new OnnxTensor(in, fields);
    while (fields.next(end)) {
      tensor.field();
    }
    return tensor;
  }

  /** Returns the type with a number of ONNX, or null when Granary has no such type. */
  static DataType type(int number) {
    return switch (number) {
      case 1 -> DataType.FLOAT32;
      case 2 -> DataType.UINT8;
      case 3 -> DataType.INT8;
      case 4 -> DataType.UINT16;
      case 5 -> DataType.INT16;
      case 6 -> DataType.INT32;
      case 7 -> DataType.INT64;
      case 9 -> DataType.BOOL;
      case 10 -> DataType.FLOAT16;
      case 11 -> DataType.FLOAT64;
      case 12 -> DataType.UINT32;
      case 13 -> DataType.UINT64;
      case 16 -> DataType.BFLOAT16;
      case 17 -> DataType.FLOAT8_E4M3FN;
      case 18 -> DataType.FLOAT8_E4M3FNUZ;
      case 19 -> DataType.FLOAT8_E5M2;
      case 20 -> DataType.FLOAT8_E5M2FNUZ;
      case 21 -> DataType.UINT4;
      case 22 -> DataType.INT4;
      case 23 -> DataType.FLOAT4_E2M1;
      case 24 -> DataType.FLOAT8_E8M0FNU;
      default -> null;
    };
  }

  private void field() {
    switch (fields.field()) {
      case 1 -> dimensions();
      case 2 -> type = (int) fields.whole("data_type");
      case 3 -> inline("segment");
      case 4 -> numbers("float_data", DataType.FLOAT32);
      case 5 -> inline("int32_data");
      case 6 -> inline("string_data");
      case 7 -> inline("int64_data");
      case 8 -> name = fields.text(TensorList.LONGEST_NAME, "name");
      case 9 -> bytes("raw_data");
      case 10 -> numbers("double_data", DataType.FLOAT64);
      case 11 -> inline("uint64_data");
      case 13 -> external(fields.end("external_data"));
      case 14 -> external = fields.whole("data_location") == EXTERNAL;
      default -> fields.skip();
    }
  }

  private void dimensions() {
    if (fields.isVarint()) {
      dimension(fields.whole("dims"));
      return;
    }
    for (double end = fields.end("dims"); in.position() < end; ) {
      dimension(fields.packed(end, "dims"));
    }
  }

  private void dimension(double dimension) {
    if (shape.size() == TensorList.MOST_DIMENSIONS) {
      throw in.invalid("dims", "there are more than " + TensorList.MOST_DIMENSIONS);
    }
    shape.add((long) dimension);
  }

  private void inline(String field) {
    if (fields.isVarint() || fields.length() > 0) {
      inline = field;
    }
    fields.skip();
  }

  /** Takes floats that lie side by side; in any other form they have no fixed places. */
  private void numbers(String field, DataType of) {
    boolean packed = fields.as(ProtobufFields.DELIMITED) != 0;
    if (packed && at < 0 && type(type) == of) {
      bytes(field);
      stored = of;
    } else {
      inline(field);
    }
  }

  private void bytes(String field) {
    if (fields.as(ProtobufFields.DELIMITED) == 0) {
      throw in.invalid(field, "it must be bytes");
    }
    if (at >= 0) {
      throw in.invalid(field, "the tensor has bytes already");
    }
    at = in.position();
    length = fields.length();
    fields.skip();
  }

  private void external(double end) {
    String key = "";
    String value = "";
    while (fields.next(end)) {
      switch (fields.as(ProtobufFields.DELIMITED)) {
        case 1 -> key = fields.text(LONGEST_TEXT, "external_data");
        case 2 -> value = fields.text(LONGEST_TEXT, "external_data");
        default -> fields.skip();
      }
    }
    switch (key) {
      case "location" -> {
        writtenLocation = value;
        location = Locations.plain(value);
        if (location == null) {
          throw in.invalid(key, "\"" + value + "\" is no file in the folder of the model");
        }
      }
      case "offset" -> offset = decimal(key, value);
      case "length" -> externalLength = decimal(key, value);
      default -> {
        // A checksum, or what a later version of ONNX says of the file.
      }
    }
  }

  private double decimal(String key, String text) {
    double number = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      boolean fits = digit >= 0 && digit <= 9 && number * 10 <= LARGEST - digit;
      number = fits ? number * 10 + digit : Double.NaN;
    }
    if (text.isEmpty() || Double.isNaN(number)) {
      throw in.invalid(key, "it is no whole number up to 2^53");
    }
    return number;
  }
}
