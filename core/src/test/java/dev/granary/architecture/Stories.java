package dev.granary.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Every package tells what it is for, and what it is not, in its package-info. */
final class Stories {
  private Stories() {}

  /** The folders of packages under this one whose package-info is missing or has no Javadoc. */
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
