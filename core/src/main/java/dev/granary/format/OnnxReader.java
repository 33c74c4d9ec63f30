package dev.granary.format;

import dev.granary.chunk.RandomAccess;
import dev.granary.json.JsonWriter;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the initializers of an ONNX file: those of its graph, and those of graphs inside attributes
 * of nodes. The reader goes over the headers of fields and skips what they hold.
 *
 * <p>An initializer whose numbers have no fixed places is not among the tensors: varints, texts,
 * sparse ones, and types that Granary does not know. The metadata lists them as {@code skipped}.
 */
final class OnnxReader {
  static final String FORMAT = "onnx";

  private static final int MOST_LEVELS = 32;
  private static final int LONGEST_TEXT = 4 << 20;

  private final HeaderBytes in;
  private final ProtobufFields fields;
  private final TensorList tensors;
  private final Map<String, Integer> others = new LinkedHashMap<>();

  /** How many tensors of each name there are, where graphs have the same names. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();

  /** The other files, as the file writes them. */
  private final Set<String> locations = new LinkedHashSet<>();

  private double version;

  private OnnxReader(HeaderBytes in) {
    this.in = in;
    fields = new ProtobufFields(in);
    tensors = new TensorList(in);
  }

  static Header read(RandomAccess file) {
    return new OnnxReader(new HeaderBytes(file, FORMAT)).read();
  }

  private Header read() {
    boolean graph = false;
    while (fields.next(in.size())) {
      switch (fields.field()) {
        case 1 -> version = fields.whole("ir_version");
        case 2 -> text("producer_name");
        case 3 -> text("producer_version");
        case 4 -> text("domain");
        case 7 -> {
          graph(fields.end("graph"), 1);
          graph = true;
        }
        case 8 -> opset(fields.end("opset_import"));
        case 14 -> property(fields.end("metadata_props"));
        default -> fields.skip();
      }
    }
    if (!graph) {
      throw in.invalid("graph", "the file has none");
    }
    return new Header(FORMAT, metadata(), tensors.entries(), new ArrayList<>(others.keySet()));
  }

  private void text(String field) {
    texts.put(field, fields.text(LONGEST_TEXT, field));
  }

  private void opset(double end) {
    String domain = "";
    double number = 0;
    while (fields.next(end)) {
      if (fields.as(ProtobufFields.DELIMITED) == 1) {
        domain = fields.text(LONGEST_TEXT, "opset_import");
      } else if (fields.as(ProtobufFields.VARINT) == 2) {
        number = fields.whole("opset_import");
      } else {
        fields.skip();
      }
    }
    opsets.put(domain, (long) number);
  }

  private void property(double end) {
    String key = "";
    String value = "";
    while (fields.next(end)) {
      switch (fields.as(ProtobufFields.DELIMITED)) {
        case 1 -> key = fields.text(LONGEST_TEXT, "metadata_props");
        case 2 -> value = fields.text(LONGEST_TEXT, "metadata_props");
        default -> fields.skip();
      }
    }
    properties.put(key, value);
  }

  private void graph(double end, int level) {
    if (level > MOST_LEVELS) {
      throw in.invalid("graph", "graphs are nested more than " + MOST_LEVELS + " times");
    }
    Set<String> own = new HashSet<>();
    while (fields.next(end)) {
      switch (fields.as(ProtobufFields.DELIMITED)) {
        case 1 -> node(fields.end("node"), level);
        case 5 -> tensor(fields.end("initializer"), own);
        case 11 -> value(fields.end("input"), level == 1 ? inputs : null);
        case 12 -> value(fields.end("output"), level == 1 ? outputs : null);
        case 15 -> sparse(fields.end("sparse_initializer"));
        default -> fields.skip();
      }
    }
  }

  private void node(double end, int level) {
    while (fields.next(end)) {
      if (fields.as(ProtobufFields.DELIMITED) == 5) {
        attribute(fields.end("attribute"), level);
      } else {
        fields.skip();
      }
    }
  }

  private void attribute(double end, int level) {
    while (fields.next(end)) {
      switch (fields.as(ProtobufFields.DELIMITED)) {
        case 6, 11 -> graph(fields.end("graph"), level + 1);
        default -> fields.skip();
      }
    }
  }

  /** Reads the name of an input or output of the model; those of inner graphs do not count. */
  private void value(double end, List<String> names) {
    String name = "";
    while (fields.next(end)) {
      if (names != null && fields.as(ProtobufFields.DELIMITED) == 1) {
        name = fields.text(TensorList.LONGEST_NAME, "name");
      } else {
        fields.skip();
      }
    }
    if (names != null) {
      add(names, name);
    }
  }

  private void add(List<String> list, String text) {
    if (list.size() == TensorList.MOST) {
      throw in.invalid("graph", "it has too many inputs, outputs or tensors");
    }
    list.add(text);
  }

  private void sparse(double end) {
    String name = "";
    while (fields.next(end)) {
      if (fields.as(ProtobufFields.DELIMITED) == 1) {
        OnnxTensor values = OnnxTensor.read(in, fields, fields.end("values"));
        locate(values);
        name = values.name;
      } else {
        fields.skip();
      }
    }
    skip(name, "sparse");
  }

  private void skip(String name, String reason) {
    add(skipped, name);
    skipped.add(reason);
  }

  private void tensor(double end, Set<String> own) {
    double start = in.position();
    OnnxTensor tensor = OnnxTensor.read(in, fields, end);
    if (tensor.name.isEmpty()) {
      throw in.invalid("name", "an initializer has none", start);
    }
    in.item(tensor.name);
    if (!own.add(tensor.name)) {
      throw in.invalid("name", "another initializer of the graph has this name", start);
    }
    locate(tensor);
    DataType type = OnnxTensor.type(tensor.type);
    if (type == null) {
      skip(tensor.name, "type " + tensor.type);
    } else if (tensor.external) {
      add(external(tensor, type, start), start);
    } else if (tensor.at < 0 && tensor.inline != null) {
      skip(tensor.name, tensor.inline);
    } else {
      add(internal(tensor, type, start), start);
    }
    in.item("");
  }

  /** Remembers the other file that has the tensor's bytes: an engine wants it under this name. */
  private void locate(OnnxTensor tensor) {
    if (tensor.external && tensor.writtenLocation != null) {
      locations.add(tensor.writtenLocation);
    }
  }

  private TensorEntry internal(OnnxTensor tensor, DataType type, double start) {
    long size = tensors.size(tensor.name, type, tensor.shape, start);
    if (tensor.inline != null || (tensor.stored != null && tensor.stored != type)) {
      throw in.invalid("data", "it has numbers in several fields, or of another type", start);
    }
    if (size != (long) tensor.length) {
      String has = size + " bytes, and it has " + (long) tensor.length;
      throw in.invalid("data", "its shape takes " + has, start);
    }
    long at = size == 0 ? 0 : (long) tensor.at;
    return new TensorEntry(tensor.name, type, tensor.shape, 0, at, size);
  }

  private TensorEntry external(OnnxTensor tensor, DataType type, double start) {
    long size = tensors.size(tensor.name, type, tensor.shape, start);
    if (tensor.location == null) {
      throw in.invalid("location", "there is none", start);
    }
    if (tensor.externalLength >= 0 && size != (long) tensor.externalLength) {
      throw in.invalid("length", "the shape takes " + size + " bytes", start);
    }
    Integer known = others.get(tensor.location);
    int part = known == null ? others.size() + 1 : known;
    others.put(tensor.location, part);
    return new TensorEntry(tensor.name, type, tensor.shape, part, (long) tensor.offset, size);
  }

  /**
   * Adds a tensor. Where a tensor of another graph has its name, a number makes the name unique.
   */
  private void add(TensorEntry entry, double start) {
    String name = entry.name();
    for (int number = numbers.getOrDefault(name, 2); tensors.has(name); number++) {
      name = entry.name() + "#" + number;
      numbers.put(entry.name(), number + 1);
    }
    tensors.name(name, start);
    tensors.add(
        new TensorEntry(name, entry.type(), entry.shape(), entry.part(), entry.at(), entry.size()));
  }

  private String metadata() {
    JsonWriter out = new JsonWriter().beginObject();
    out.name("ir_version").value((long) version);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      out.name(text.getKey()).value(text.getValue());
    }
    out.name("opset_import").beginObject();
    for (Map.Entry<String, Long> opset : opsets.entrySet()) {
      out.name(opset.getKey()).value(opset.getValue());
    }
    out.endObject().name("metadata_props").beginObject();
    for (Map.Entry<String, String> property : properties.entrySet()) {
      out.name(property.getKey()).value(property.getValue());
    }
    out.endObject();
    names(out.name("inputs"), inputs);
    names(out.name("outputs"), outputs);
    if (!locations.isEmpty()) {
      names(out.name("external_data"), locations);
    }
    out.name("skipped").beginArray();
    for (int i = 0; i < skipped.size(); i += 2) {
      out.beginObject().name("name").value(skipped.get(i));
      out.name("reason").value(skipped.get(i + 1)).endObject();
    }
    return out.endArray().endObject().text();
  }

  private static void names(JsonWriter out, Collection<String> names) {
    out.beginArray();
    for (String name : names) {
      out.value(name);
    }
    out.endArray();
  }
}
