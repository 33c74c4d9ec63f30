package dev.granary.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds packages whose package-info does not describe them. */
final class Stories {
  private Stories() {}

  /** Lists the folders of packages whose package-info is missing or has no Javadoc. */
  static List<Path> missing(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(Path::getParent)
          .distinct()
          .filter(folder -> !told(folder.resolve("package-info.java")))
          .toList();
    }
  }

  private static boolean told(Path info) {
    try {
      return Files.exists(info) && Files.readString(info).startsWith("/**");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
