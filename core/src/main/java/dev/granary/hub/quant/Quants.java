package dev.granary.hub.quant;

import dev.granary.hub.api.RepoFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the quants that the files of a repository make. */
public final class Quants {
  /** The files at the root of a repository that every quant needs. A star stands for any text. */
  private static final String[] SHARED = {
    "config.json",
    "tokenizer*",
    "vocab*",
    "merges.txt",
    "*.model",
    "added_tokens.json",
    "special_tokens_map.json",
    "generation_config.json",
    "*processor_config.json",
    "chat_template*",
  };

  /** Marks the names of weights, which no quants share. */
  private static final String[] WEIGHTS = {".onnx", ".gguf", ".safetensors"};

  /**
   * Bounds the files of all quants together. Where each of many quants shares many files with the
   * others, no page could hold them all. Real repositories have some thousands.
   */
  private static final int MOST_FILES = 100_000;

  private final List<Quant> found = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<RepoFile> shared = new ArrayList<>();
  private int sum;

  private Quants() {}

  /** Gives all quants of these files; quants of one format stand side by side. */
  public static List<Quant> of(List<RepoFile> files) {
    Quants quants = new Quants();
    for (RepoFile file : files) {
      if (isShared(file.path())) {
        quants.shared.add(file);
      }
    }
    OnnxQuants.find(files, quants);
    GgufQuants.find(files, quants);
    SafetensorsQuants.find(files, quants);
    return List.copyOf(quants.found);
  }

  /** Gives the quant of a name, or null. */
  public static Quant named(List<Quant> quants, String name) {
    for (Quant quant : quants) {
      if (quant.name().equals(name)) {
        return quant;
      }
    }
    return null;
  }

  /**
   * Adds a quant under its name. When another quant has that name, the quant is named after its
   * first file. Gives false when the quants have too many files together to look for more.
   */
  boolean add(String name, String format, List<RepoFile> weights) {
    Set<String> paths = new HashSet<>();
    List<RepoFile> all = new ArrayList<>();
    addNew(weights, paths, all);
    addNew(shared, paths, all);
    sum += all.size();
    if (sum > MOST_FILES) {
      return false;
    }
    String path = weights.get(0).path();
    for (String each : new String[] {name, stem(path), path}) {
      if (!each.isEmpty() && names.add(each)) {
        found.add(new Quant(each, format, all));
        break;
      }
    }
    return true;
  }

  private static void addNew(List<RepoFile> files, Set<String> paths, List<RepoFile> into) {
    for (RepoFile file : files) {
      if (paths.add(file.path())) {
        into.add(file);
      }
    }
  }

  static boolean isShared(String path) {
    for (String weights : WEIGHTS) {
      if (path.contains(weights)) {
        return false;
      }
    }
    for (String pattern : SHARED) {
      int star = pattern.indexOf('*');
      if (star < 0
          ? path.equals(pattern)
          : path.startsWith(pattern.substring(0, star))
              && path.endsWith(pattern.substring(star + 1))
              && path.indexOf('/') < 0) {
        return true;
      }
    }
    return false;
  }

  /** Gives a path without the extension of its name. */
  static String stem(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }
}
