package dev.granary.model;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.Origin;
import dev.granary.catalog.VersionedText;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes and reads the indexes of tensors, by the rules of {@link VersionedText}. A tensor is an
 * array, because a model has thousands of them: {@code [name, type, [shape], part, at, size]}, and
 * an object with the rest where there is any.
 */
final class TensorCodec {
  private TensorCodec() {}

  static String encode(TensorIndex index) {
    JsonWriter out = VersionedText.begin();
    out.name("parts").beginArray();
    for (ModelPart part : index.parts()) {
      out.beginObject().name("createdAt").value(part.createdAt());
      Origin.write(out, part.origin());
      ChunkRef.write(out, part.chunks());
      out.endObject();
    }
    out.endArray().name("tensors").beginArray();
    for (StoredTensor tensor : index.tensors()) {
      write(out, tensor);
    }
    return out.endArray().endObject().text();
  }

  private static void write(JsonWriter out, StoredTensor tensor) {
    TensorEntry entry = tensor.entry();
    out.beginArray().value(entry.name()).value(entry.type().label()).beginArray();
    for (long dimension : entry.shape()) {
      out.value(dimension);
    }
    out.endArray().value(entry.part()).value(entry.at()).value(entry.size());
    boolean moved = tensor.from() != entry.at();
    if (moved || tensor.evicted() || tensor.metadata() != null) {
      out.beginObject();
      if (moved) {
        out.name("from").value(tensor.from());
      }
      if (tensor.evicted()) {
        out.name("evicted").value(true);
      }
      if (tensor.metadata() != null) {
        out.name("metadata").raw(tensor.metadata());
      }
      out.endObject();
    }
    out.endArray();
  }

  static TensorIndex decode(String key, long stamp, String text) {
    try {
      return read(key, stamp, text);
    } catch (GranaryException failure) {
      throw VersionedText.damaged("index of tensors", key, failure);
    }
  }

  private static TensorIndex read(String key, long stamp, String text) {
    JsonReader in = VersionedText.begin(text);
    List<ModelPart> parts = null;
    List<StoredTensor> tensors = null;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "parts" -> parts = readParts(in);
        case "tensors" -> tensors = readTensors(in);
        default -> in.skip();
      }
    }
    in.end();
    if (parts == null || tensors == null) {
      throw VersionedText.corrupt("It is incomplete.");
    }
    expectSound(parts, tensors);
    return new TensorIndex(key, stamp, parts, tensors);
  }

  /** Throws CORRUPT unless each tensor lies inside its part, and has a name of its own. */
  private static void expectSound(List<ModelPart> parts, List<StoredTensor> tensors) {
    long[] sizes = new long[parts.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = ChunkRef.sum(parts.get(i).chunks());
    }
    Set<String> names = new HashSet<>();
    for (StoredTensor tensor : tensors) {
      TensorEntry entry = tensor.entry();
      boolean inside =
          entry.part() < sizes.length
              && entry.at() >= 0
              && entry.size() >= 0
              && entry.at() <= sizes[entry.part()] - entry.size();
      if (!inside || tensor.from() < 0 || !names.add(entry.name())) {
        throw VersionedText.corrupt(
            "A tensor lies outside its part, or has the name of another one.");
      }
    }
  }

  private static List<ModelPart> readParts(JsonReader in) {
    List<ModelPart> parts = new ArrayList<>();
    in.beginArray();
    while (in.nextElement()) {
      in.beginObject();
      List<ChunkRef> chunks = null;
      Origin origin = null;
      long createdAt = 0;
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        switch (name) {
          case "chunks" -> chunks = ChunkRef.readAll(in);
          case "origin" -> origin = Origin.read(in);
          case "createdAt" -> createdAt = in.wholeNumber();
          default -> in.skip();
        }
      }
      if (chunks == null) {
        throw VersionedText.corrupt("A part of it has no chunks.");
      }
      parts.add(new ModelPart(chunks, origin, createdAt));
    }
    return parts;
  }

  private static List<StoredTensor> readTensors(JsonReader in) {
    List<StoredTensor> tensors = new ArrayList<>();
    in.beginArray();
    while (in.nextElement()) {
      tensors.add(readTensor(in));
    }
    return tensors;
  }

  private static StoredTensor readTensor(JsonReader in) {
    in.beginArray();
    expectElement(in);
    String name = in.string();
    expectElement(in);
    DataType type = type(in.string());
    expectElement(in);
    List<Long> shape = new ArrayList<>();
    in.beginArray();
    while (in.nextElement()) {
      shape.add(in.wholeNumber());
    }
    expectElement(in);
    double part = in.whole();
    expectElement(in);
    long at = in.wholeNumber();
    expectElement(in);
    long size = in.wholeNumber();
    if (name.isEmpty() || part < 0 || part > Integer.MAX_VALUE) {
      throw VersionedText.corrupt("A tensor of it has no name or no part.");
    }
    TensorEntry entry = new TensorEntry(name, type, shape, (int) part, at, size);
    StoredTensor tensor = new StoredTensor(entry, at, null, false);
    if (in.nextElement()) {
      tensor = readRest(in, tensor);
      while (in.nextElement()) {
        in.skip();
      }
    }
    return tensor;
  }

  private static StoredTensor readRest(JsonReader in, StoredTensor tensor) {
    long from = tensor.from();
    String metadata = null;
    boolean evicted = false;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "from" -> from = in.wholeNumber();
        case "metadata" -> metadata = in.raw();
        case "evicted" -> evicted = in.bool();
        default -> in.skip();
      }
    }
    return new StoredTensor(tensor.entry(), from, metadata, evicted);
  }

  private static void expectElement(JsonReader in) {
    if (!in.nextElement()) {
      throw VersionedText.corrupt("A tensor of it is incomplete.");
    }
  }

  private static DataType type(String label) {
    DataType type = DataType.of(label);
    if (type == null) {
      throw new GranaryException(Code.VERSION, "This Granary does not know the type " + label + ".")
          .with("type", label);
    }
    return type;
  }
}
