package dev.granary.hub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which quants the files of a repository make. */
public final class Quants {
  /**
   * The files that every quant needs, where the repository has them: by name, at its root. A star
   * stands for any text.
   */
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

  /** What weights are called, which nobody shares, whatever stands before it. */
  private static final String[] WEIGHTS = {".onnx", ".gguf", ".safetensors"};

  /**
   * How many files the quants may have all together. Where each of many quants shares many files
   * with the others, no page could hold them all; real repositories have some thousands.
   */
  private static final int MOST_FILES = 100_000;

  private final List<Quant> found = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<RepoFile> shared = new ArrayList<>();
  private int sum;

  private Quants() {}

  /** All quants of these files, those of one format beside each other. */
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

  /** The quant of this name, or null. */
  static Quant named(List<Quant> quants, String name) {
    for (Quant quant : quants) {
      if (quant.name().equals(name)) {
        return quant;
      }
    }
    return null;
  }

  /**
   * Adds a quant under its name, or when another one has that, under one that says which file it
   * is. False when there are so many that no more are looked for.
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

  /** A path without the extension of its name. */
  static String stem(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }
}
