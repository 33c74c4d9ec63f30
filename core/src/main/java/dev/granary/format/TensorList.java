package dev.granary.format;

import dev.granary.GranaryException;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the tensors of a header, and checks what all formats have in common. */
final class TensorList {
  /** How many tensors a file may have at most; the largest models have some thousands per file. */
  static final int MOST = 100_000;

  /** How many bytes a tensor's name may have at most. */
  static final int LONGEST_NAME = 4096;

  /** How many dimensions a tensor may have at most. */
  static final int MOST_DIMENSIONS = 32;

  private final HeaderBytes in;
  private final List<TensorEntry> entries = new ArrayList<>();

  /**
   * The names, and where the entry of each begins. A boxed double would bring the printing of
   * doubles into the compiled program.
   */
  private final Map<String, Long> starts = new HashMap<>();

  TensorList(HeaderBytes in) {
    this.in = in;
  }

  /** Takes a name; a name that another tensor of the file has is INVALID. */
  void name(String name, double offset) {
    in.item(name);
    if (starts.put(name, (long) offset) != null) {
      throw in.invalid("name", "another tensor has this name", offset);
    }
    if (starts.size() > MOST) {
      throw in.invalid("tensors", "there are more than " + MOST, offset);
    }
  }

  boolean has(String name) {
    return starts.containsKey(name);
  }

  /** Returns how many bytes a tensor takes; its shape must be right for its type. */
  long size(String name, DataType type, List<Long> shape, double offset) {
    try {
      return type.byteSize(name, shape);
    } catch (GranaryException failure) {
      throw in.invalid("shape", failure.getMessage(), offset);
    }
  }

  /** Returns the failure of a field of a tensor. */
  GranaryException invalid(TensorEntry entry, String field, String why) {
    in.item(entry.name());
    return in.invalid(field, why, (double) starts.get(entry.name()));
  }

  void add(TensorEntry entry) {
    entries.add(entry);
  }

  List<TensorEntry> entries() {
    return entries;
  }

  /** Returns the tensors that have bytes, in the order of their bytes. */
  List<TensorEntry> inOrder() {
    List<TensorEntry> sorted = new ArrayList<>();
    for (TensorEntry entry : entries) {
      if (entry.size() > 0) {
        sorted.add(entry);
      }
    }
    sorted.sort((a, b) -> Long.compare(a.at(), b.at()));
    return sorted;
  }
}
