package dev.granary.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of one extension, those that are parts of one model together: {@code
 * prefix-00002-of-00005.gguf}. A model of which parts are missing is left out: nothing could load
 * it.
 */
final class ShardedFiles {
  /** A model in one file, or in several in their order. */
  record Split(String prefix, List<RepoFile> parts) {}

  private static final String OF = "-of-";

  /** More than any number of a part. */
  private static final int MOST = 1_000_000;

  private ShardedFiles() {}

  /** All models of these files, in the order of their first files. */
  static List<Split> of(List<RepoFile> files, String extension) {
    Map<String, RepoFile> byPath = new HashMap<>();
    for (RepoFile file : files) {
      byPath.put(file.path(), file);
    }
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
        List<RepoFile> parts = parts(byPath, path, prefix + 1, digits, extension);
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
      Map<String, RepoFile> files, String first, int at, int digits, String extension) {
    int total = number(first, at + digits + OF.length(), first.length() - extension.length());
    List<RepoFile> parts = new ArrayList<>();
    for (int i = 1; i <= total; i++) {
      String number = Integer.toString(MOST + i);
      String path = first.substring(0, at) + number.substring(number.length() - digits);
      RepoFile part = files.get(path + first.substring(at + digits));
      if (part == null) {
        return null;
      }
      parts.add(part);
    }
    return parts.isEmpty() ? null : parts;
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
