package dev.granary.format;

import dev.granary.chunk.RandomAccess;
import dev.granary.json.JsonReader;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the header of a safetensors file: a length of 64 bits and a JSON object. The tensors fill
 * the rest of the file without a hole.
 */
final class SafetensorsReader {
  static final String FORMAT = "safetensors";

  /** The longest header that the format allows. */
  static final double LONGEST = 100_000_000;

  /** How long the entry of one tensor may be, in bytes: its type, its shape, its place. */
  private static final int LONGEST_ENTRY = 4096;

  /** How long the file's own metadata may be, in bytes. */
  static final int LONGEST_METADATA = 4 << 20;

  /** How many bytes come before the JSON. */
  static final int START = 8;

  private final HeaderBytes in;
  private final JsonMembers members;
  private final TensorList tensors;

  /** Where the first tensor's bytes begin. */
  private double data;

  private SafetensorsReader(HeaderBytes in) {
    this.in = in;
    members = new JsonMembers(in, "header");
    tensors = new TensorList(in);
  }

  static Header read(RandomAccess file) {
    return new SafetensorsReader(new HeaderBytes(file, FORMAT)).read();
  }

  private Header read() {
    in.need(START, "header size");
    double length = in.u64("header size");
    if (length > LONGEST) {
      throw in.invalid("header size", "it is " + (long) length + ", more than 100 MB", 0);
    }
    if (length > in.rest()) {
      throw in.invalid("header size", "it is " + (long) length + ", more than the file has", 0);
    }
    data = START + length;
    in.endAt(data);

    String metadata = null;
    members.begin();
    for (String name = name(); name != null; name = name()) {
      double at = in.position();
      if (name.equals("__metadata__")) {
        if (metadata != null) {
          throw in.invalid(name, "it is there twice", at);
        }
        metadata = members.value(LONGEST_METADATA);
        expectTexts(metadata);
      } else {
        tensors.name(name, at);
        in.keep(name, "name");
        tensor(name, members.value(LONGEST_ENTRY), at);
        in.item("");
      }
    }
    members.end();
    expectNoHole();
    return new Header(FORMAT, metadata == null ? "{}" : metadata, tensors.entries(), List.of());
  }

  private String name() {
    // An escape takes six bytes at most.
    return members.next(6 * TensorList.LONGEST_NAME);
  }

  private void expectTexts(String metadata) {
    members.parsed(
        metadata,
        json -> {
          json.beginObject();
          while (json.nextName() != null) {
            json.string();
          }
          return null;
        });
  }

  /** What the JSON says of one tensor; null or negative where the JSON does not say it. */
  private static final class Stated {
    String dtype;
    List<Long> shape;
    long begin = -1;
    long end = -1;
  }

  private void tensor(String name, String text, double at) {
    Stated stated = members.parsed(text, this::stated);
    if (stated.dtype == null || stated.shape == null || stated.end < 0) {
      throw in.invalid("entry", "it must have dtype, shape and data_offsets", at);
    }
    DataType type = type(stated.dtype);
    if (type == null) {
      throw in.invalid("dtype", "the type \"" + stated.dtype + "\" is unknown", at)
          .with("type", stated.dtype);
    }
    long size = tensors.size(name, type, stated.shape, at);
    if (stated.end - stated.begin != size) {
      throw in.invalid(
          "data_offsets",
          "they span " + (stated.end - stated.begin) + " bytes, and the shape takes " + size,
          at);
    }
    if (stated.end > in.size() - data) {
      throw in.invalid("data_offsets", "they pass the end of the file", at);
    }
    tensors.add(new TensorEntry(name, type, stated.shape, 0, (long) data + stated.begin, size));
  }

  private Stated stated(JsonReader json) {
    Stated stated = new Stated();
    json.beginObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "dtype" -> {
          expectOnce(stated.dtype == null, name);
          stated.dtype = json.string();
        }
        case "shape" -> {
          expectOnce(stated.shape == null, name);
          stated.shape = numbers(json, name, TensorList.MOST_DIMENSIONS);
        }
        case "data_offsets" -> {
          expectOnce(stated.end < 0, name);
          List<Long> offsets = numbers(json, name, 2);
          if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw in.invalid(name, "it must be a begin and an end");
          }
          stated.begin = offsets.get(0);
          stated.end = offsets.get(1);
        }
        default -> throw in.invalid("entry", "it has a member that the format does not know");
      }
    }
    return stated;
  }

  private void expectOnce(boolean once, String field) {
    if (!once) {
      throw in.invalid(field, "it is there twice");
    }
  }

  private List<Long> numbers(JsonReader json, String field, int most) {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      long number = json.wholeNumber();
      if (number < 0) {
        throw in.invalid(field, "a number is negative");
      }
      if (numbers.size() == most) {
        throw in.invalid(field, "it has more than " + most + " numbers");
      }
      numbers.add(number);
    }
    return numbers;
  }

  private void expectNoHole() {
    long expected = (long) data;
    for (TensorEntry entry : tensors.inOrder()) {
      if (entry.at() != expected) {
        String why = entry.at() < expected ? "they overlap" : "a hole is before";
        throw tensors.invalid(entry, "data_offsets", why);
      }
      expected += entry.size();
    }
    if (in.isSizeKnown() && expected != (long) in.size()) {
      throw in.invalid("data_offsets", "bytes at the end belong to no tensor", (double) expected);
    }
  }

  private static DataType type(String dtype) {
    return switch (dtype) {
      case "F64" -> DataType.FLOAT64;
      case "F32" -> DataType.FLOAT32;
      case "F16" -> DataType.FLOAT16;
      case "BF16" -> DataType.BFLOAT16;
      case "I64" -> DataType.INT64;
      case "U64" -> DataType.UINT64;
      case "I32" -> DataType.INT32;
      case "U32" -> DataType.UINT32;
      case "I16" -> DataType.INT16;
      case "U16" -> DataType.UINT16;
      case "I8" -> DataType.INT8;
      case "U8" -> DataType.UINT8;
      case "BOOL" -> DataType.BOOL;
      case "F8_E4M3" -> DataType.FLOAT8_E4M3FN;
      case "F8_E5M2" -> DataType.FLOAT8_E5M2;
      case "F8_E4M3FNUZ" -> DataType.FLOAT8_E4M3FNUZ;
      case "F8_E5M2FNUZ" -> DataType.FLOAT8_E5M2FNUZ;
      case "F8_E8M0" -> DataType.FLOAT8_E8M0FNU;
      case "F6_E2M3" -> DataType.FLOAT6_E2M3;
      case "F6_E3M2" -> DataType.FLOAT6_E3M2;
      case "F4" -> DataType.FLOAT4_E2M1;
      default -> null;
    };
  }
}
