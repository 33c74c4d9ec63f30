package dev.granary.hub.quant;

import dev.granary.hub.api.RepoFile;
import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a repository offers its model: all files that are needed to run it.
 *
 * @param name the usual name: {@code q4}, {@code Q4_K_M}, {@code safetensors}
 * @param format onnx, gguf or safetensors
 * @param files the weights first, then the files that several quants share
 */
public record Quant(String name, String format, List<RepoFile> files) {
  public Quant {
    files = List.copyOf(files);
  }

  /** Adds up the sizes of the files. */
  public long size() {
    return RepoFile.totalSize(files);
  }

  /** Gives the paths of the files. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (RepoFile file : files) {
      paths.add(file.path());
    }
    return paths;
  }
}
