package dev.granary.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the kernels to their files. Maven runs it. */
public final class KernelFile {
  private KernelFile() {}

  /** Takes the name of the folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Files.createDirectories(folder);
    for (KernelModule kernels : KernelModule.values()) {
      byte[] module = kernels.toBytes();
      Files.write(folder.resolve(kernels.fileName), module);
      System.out.println(kernels.fileName + ": " + module.length + " bytes");
    }
  }
}
