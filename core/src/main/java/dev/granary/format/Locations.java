package dev.granary.format;

/** Checks the names of files beside a file. They come from the file and are not trusted. */
final class Locations {
  private Locations() {}

  /**
   * Returns the location without {@code .}; null when it is empty or absolute, when it leaves its
   * folder, or when it is no plain path.
   */
  static String plain(String location) {
    StringBuilder plain = new StringBuilder();
    for (int start = 0; start <= location.length(); ) {
      int slash = location.indexOf('/', start);
      int end = slash < 0 ? location.length() : slash;
      String name = location.substring(start, end);
      if (!isName(name)) {
        return null;
      }
      if (!name.equals(".")) {
        plain.append(plain.length() == 0 ? "" : "/").append(name);
      }
      start = end + 1;
    }
    return plain.length() == 0 ? null : plain.toString();
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c == '\\' || c == ':') {
        return false;
      }
    }
    return !name.isEmpty() && !name.equals("..");
  }
}
