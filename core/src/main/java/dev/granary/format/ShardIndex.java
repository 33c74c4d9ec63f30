package dev.granary.format;

import dev.granary.chunk.RandomAccess;
import dev.granary.json.JsonReader;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the index of a safetensors model in several files: a JSON object whose {@code weight_map}
 * says which file has which tensor.
 */
final class ShardIndex {
  /** How names of such files end. */
  static final String ENDING = ".safetensors.index.json";

  private static final int MOST_FILES = 10_000;
  private static final int MOST_TEXT = 32 << 20;
  private static final int LONGEST_NAME = 6 * TensorList.LONGEST_NAME;

  private final HeaderBytes in;
  private final JsonMembers members;
  private final Map<String, Integer> files = new LinkedHashMap<>();
  private final Map<String, Integer> parts = new HashMap<>();
  private String metadata = "{}";

  private ShardIndex(RandomAccess file) {
    in = new HeaderBytes(file, SafetensorsReader.FORMAT);
    in.keepAtMost(MOST_TEXT);
    members = new JsonMembers(in, "index");
  }

  /** Reads an index. May suspend. */
  static ShardIndex read(RandomAccess file) {
    ShardIndex index = new ShardIndex(file);
    index.read();
    return index;
  }

  private void read() {
    members.begin();
    for (String name = members.next(LONGEST_NAME);
        name != null;
        name = members.next(LONGEST_NAME)) {
      if (name.equals("weight_map")) {
        weights();
      } else {
        value(name);
      }
    }
    members.end();
    if (files.isEmpty()) {
      throw in.invalid("weight_map", "it names no file");
    }
  }

  private void value(String name) {
    String value = members.value(SafetensorsReader.LONGEST_METADATA);
    boolean object =
        members.parsed(
            value,
            json -> {
              json.skip();
              return value.startsWith("{");
            });
    if (name.equals("metadata") && object) {
      metadata = value;
    }
  }

  private void weights() {
    members.begin();
    for (String name = members.next(LONGEST_NAME);
        name != null;
        name = members.next(LONGEST_NAME)) {
      double at = in.position();
      in.item(name);
      in.keep(name, "weight_map");
      String stated = members.parsed(members.value(LONGEST_NAME), JsonReader::string);
      String file = Locations.plain(stated);
      if (file == null) {
        throw in.invalid("weight_map", "\"" + stated + "\" is no file in its folder", at);
      }
      Integer known = files.get(file);
      int part = known == null ? files.size() + 1 : known;
      files.put(file, part);
      if (parts.put(name, part) != null) {
        throw in.invalid("weight_map", "it has the tensor twice", at);
      }
      if (files.size() > MOST_FILES || parts.size() > FileSet.MOST) {
        throw in.invalid("weight_map", "it has too many files or tensors", at);
      }
    }
    in.item("");
  }

  /**
   * Returns what the index itself holds: its metadata, no tensor, and the files in the order in
   * which the index names them.
   */
  Header header() {
    return new Header(
        SafetensorsReader.FORMAT, metadata, List.of(), new ArrayList<>(files.keySet()));
  }

  /** Checks that these are the tensors that the index names, each in its file. */
  void expect(List<TensorEntry> tensors) {
    for (TensorEntry tensor : tensors) {
      Integer part = parts.get(tensor.name());
      if (part == null || part != tensor.part()) {
        in.item(tensor.name());
        throw in.invalid("weight_map", "another file has the tensor, or none");
      }
    }
    if (tensors.size() < parts.size()) {
      throw in.invalid("weight_map", "it names tensors that no file has");
    }
  }
}
