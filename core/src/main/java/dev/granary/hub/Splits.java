package dev.granary.hub;

import dev.granary.manifest.RepoFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of one extension, those that are parts of one model together: {@code
 * prefix-00002-of-00005.gguf}. A model of which parts are missing is left out: nothing could load
 * it.
 */
final class Splits {
  /** A model in one file, or in several in their order. */
  record Split(String prefix, List<RepoFile> parts) {}

  private static final String OF = "-of-";

  private Splits() {}

  /** All models of these files, in the order of their first files. */
  static List<Split> of(List<RepoFile> files, String extension) {
    List<Split> all = new ArrayList<>();
    for (RepoFile file : files) {
      String path = file.path();
      if (!path.endsWith(extension)) {
        continue;
      }
      String stem = path.substring(0, path.length() - extension.length());
      int of = stem.lastIndexOf(OF);
      int digits = stem.length() - of - OF.length();
      int prefix = of - digits - 1;
      if (of < 0 || digits < 5 || digits > 6 || prefix < 1 || "-_".indexOf(at(stem, prefix)) < 0) {
        all.add(new Split(stem, List.of(file)));
      } else if (number(stem, prefix + 1, of) == 1) {
        List<RepoFile> parts = parts(files, file, prefix + 1, digits, extension);
        if (parts != null) {
          all.add(new Split(stem.substring(0, prefix), parts));
        }
      }
    }
    return all;
  }

  private static char at(String text, int index) {
    return text.charAt(index);
  }

  /** The parts that go with a first one, or null when not all of them are there. */
  private static List<RepoFile> parts(
      List<RepoFile> files, RepoFile first, int at, int digits, String extension) {
    String path = first.path();
    int total = number(path, at + digits + OF.length(), path.length() - extension.length());
    if (total < 1 || total > files.size()) {
      return null;
    }
    RepoFile[] parts = new RepoFile[total];
    String before = path.substring(0, at);
    String behind = path.substring(at + digits);
    for (RepoFile file : files) {
      String other = file.path();
      if (other.length() == path.length() && other.startsWith(before) && other.endsWith(behind)) {
        int number = number(other, at, at + digits);
        if (number >= 1 && number <= total) {
          parts[number - 1] = file;
        }
      }
    }
    List<RepoFile> all = new ArrayList<>();
    for (RepoFile part : parts) {
      if (part == null) {
        return null;
      }
      all.add(part);
    }
    return all;
  }

  /** A number of a few digits, or -1. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
