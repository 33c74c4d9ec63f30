package dev.granary.kernels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the kernels to a file. Maven runs it. */
public final class KernelFile {
  private KernelFile() {}

  /** Takes the name of the file. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] module = Kernels.module();
    Files.write(file, module);
    System.out.println(file.getFileName() + ": " + module.length + " bytes");
  }
}
