package dev.granary.format;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.RandomAccess;
import dev.granary.json.JsonReader;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a model that lies in several files: the index of safetensors files, the first of several
 * GGUF files, an ONNX file with external data. A model in one file is a set of one.
 */
public final class FileSet {
  /** How many tensors the files of a set may have together. */
  static final int MOST = 250_000;

  private FileSet() {}

  /** Opens files beside the file that is read. */
  public interface Beside {
    /**
     * Opens a file; fails with NOT_FOUND when it is not stored. May suspend.
     *
     * @param location a path below the folder of the file that is read
     */
    RandomAccess open(String location);
  }

  /**
   * Reads the headers of a file and of the files that belong to it. Part 0 is the file itself, also
   * when the file is an index and has no tensor. May suspend.
   *
   * @param name the file's name or key
   */
  public static Header read(RandomAccess file, String name, Beside beside) {
    if (name.endsWith(ShardIndex.ENDING)) {
      return shards(file, beside);
    }
    Header header = Formats.read(file, name);
    if (!header.format().equals(GgufReader.FORMAT)) {
      expectOthers(header, beside);
      return header;
    }
    int count = Split.of(header).count;
    List<String> others = count > 1 ? othersOf(name, count) : List.of();
    if (others.isEmpty()) {
      return header;
    }
    List<Header> headers = new ArrayList<>(List.of(header));
    headers.addAll(headers(others, beside));
    return new Header(header.format(), header.metadata(), join(headers), others);
  }

  private static Header shards(RandomAccess file, Beside beside) {
    ShardIndex index = ShardIndex.read(file);
    Header own = index.header();
    Header none = new Header(own.format(), own.metadata(), List.of(), List.of());
    List<Header> headers = new ArrayList<>(List.of(none));
    headers.addAll(headers(own.others(), beside));
    List<TensorEntry> tensors = join(headers);
    index.expect(tensors);
    return new Header(own.format(), own.metadata(), tensors, own.others());
  }

  private static List<Header> headers(List<String> locations, Beside beside) {
    List<Header> headers = new ArrayList<>();
    for (String location : locations) {
      RandomAccess other = beside.open(location);
      try {
        headers.add(Formats.read(other, location));
      } catch (GranaryException failure) {
        throw failure.withIfAbsent("location", location);
      }
    }
    return headers;
  }

  /** Checks that the other files hold the tensors that lie in them. */
  private static void expectOthers(Header header, Beside beside) {
    List<Long> sizes = new ArrayList<>();
    for (String location : header.others()) {
      sizes.add(beside.open(location).size());
    }
    expectInside(header, sizes);
  }

  /**
   * Checks that tensors in other files lie inside these files; INVALID when one does not.
   *
   * @param sizes the sizes of the other files, in the order of {@link Header#others}
   */
  public static void expectInside(Header header, List<Long> sizes) {
    for (TensorEntry entry : header.tensors()) {
      if (entry.part() > 0 && entry.at() > sizes.get(entry.part() - 1) - entry.size()) {
        throw invalid(
                header.format(), "the tensor \"" + entry.name() + "\" passes the end of its file")
            .with("item", entry.name())
            .with("offset", entry.at())
            .with("location", header.others().get(entry.part() - 1));
      }
    }
  }

  /**
   * Joins the tensors of several files. The part of each tensor is the number of its file's header
   * in the list. The files have one format, safetensors or GGUF; no two tensors have the same name,
   * and GGUF files are all the splits of one model, in their order.
   */
  public static List<TensorEntry> join(List<Header> headers) {
    String format = headers.get(0).format();
    List<TensorEntry> joined = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int part = 0; part < headers.size(); part++) {
      Header header = headers.get(part);
      if (!header.format().equals(format) || !header.others().isEmpty()) {
        throw invalid(format, "the files are no parts of one model");
      }
      for (TensorEntry entry : header.tensors()) {
        if (!names.add(entry.name())) {
          throw invalid(format, "two files have the tensor \"" + entry.name() + "\"")
              .with("item", entry.name());
        }
        joined.add(
            new TensorEntry(
                entry.name(), entry.type(), entry.shape(), part, entry.at(), entry.size()));
      }
      if (names.size() > MOST) {
        throw invalid(format, "the files have more than " + MOST + " tensors");
      }
    }
    if (format.equals(GgufReader.FORMAT) && headers.size() > 1) {
      expectSplits(headers, joined.size());
    }
    return joined;
  }

  /**
   * Checks that a header that {@link #read} returned, or that of a file without others, has all
   * tensors of its model; INVALID when the file is one split of several.
   */
  public static void expectWhole(Header header) {
    if (header.format().equals(GgufReader.FORMAT) && header.others().isEmpty()) {
      Split split = Split.of(header);
      if (split.count > 1) {
        String which = "the file is split " + split.no + " of " + split.count + ", counted from 0";
        throw invalid(GgufReader.FORMAT, which).with("field", "split.count");
      }
    }
  }

  private static void expectSplits(List<Header> headers, int tensors) {
    for (int part = 0; part < headers.size(); part++) {
      if (headers.get(part).bigEndian() != headers.get(0).bigEndian()) {
        throw invalid(GgufReader.FORMAT, "file " + part + " has another byte order")
            .with("field", GgufReader.BYTE_ORDER);
      }
      Split split = Split.of(headers.get(part));
      if (split.no != part || split.count != headers.size()) {
        throw invalid(
                GgufReader.FORMAT,
                "file "
                    + part
                    + " of "
                    + headers.size()
                    + " is split "
                    + split.no
                    + " of "
                    + split.count)
            .with("field", "split.no");
      }
      if (split.tensors >= 0 && split.tensors != tensors) {
        throw invalid(
                GgufReader.FORMAT,
                "the splits have " + tensors + " tensors instead of " + split.tensors)
            .with("field", "split.tensors.count");
      }
    }
  }

  private static GranaryException invalid(String format, String why) {
    return new GranaryException(Code.INVALID, "Bad " + format + " model: " + why + ".")
        .with("format", format);
  }

  /** What a GGUF file says of its place among the splits of a model. */
  private static final class Split {
    long no = 0;
    int count = 1;
    long tensors = -1;

    static Split of(Header header) {
      Split split = new Split();
      JsonReader json = new JsonReader(header.metadata());
      json.beginObject();
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        switch (name) {
          case "split.no" -> split.no = number(json);
          case "split.count" -> split.count = (int) Math.min(number(json), Integer.MAX_VALUE);
          case "split.tensors.count" -> split.tensors = number(json);
          default -> json.skip();
        }
      }
      return split;
    }

    private static long number(JsonReader json) {
      try {
        return json.wholeNumber();
      } catch (GranaryException failure) {
        throw invalid(GgufReader.FORMAT, "a number of the splits is no number")
            .with("field", "split");
      }
    }
  }

  /** Returns the names of the splits after the first; none when the name is not that of a first. */
  private static List<String> othersOf(String name, int count) {
    String file = name.substring(name.lastIndexOf('/') + 1);
    String ending = "-of-" + five(count) + ".gguf";
    String first = "-00001" + ending;
    if (count > 99_999 || !file.endsWith(first)) {
      return List.of();
    }
    String stem = file.substring(0, file.length() - first.length());
    List<String> others = new ArrayList<>();
    for (int number = 2; number <= count; number++) {
      others.add(stem + "-" + five(number) + ending);
    }
    return others;
  }

  private static String five(int number) {
    String digits = Integer.toString(number);
    return "00000".substring(Math.min(5, digits.length())) + digits;
  }
}
