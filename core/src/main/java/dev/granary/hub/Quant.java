package dev.granary.hub;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a repository offers its model: all the files that it takes to run it so.
 *
 * @param name what people call it: {@code q4}, {@code Q4_K_M}, {@code safetensors}
 * @param format onnx, gguf or safetensors
 * @param files its weights first, then what it shares with others
 */
public record Quant(String name, String format, List<RepoFile> files) {
  public Quant {
    files = List.copyOf(files);
  }

  /** The bytes of all its files. */
  public long size() {
    return size(files);
  }

  static long size(List<RepoFile> files) {
    long sum = 0;
    for (RepoFile file : files) {
      sum += file.size();
    }
    return sum;
  }

  /** The paths of its files. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (RepoFile file : files) {
      paths.add(file.path());
    }
    return paths;
  }
}
