package dev.granary.hub.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;

/** Checks the names of repositories, revisions, commits and paths, and writes names into URLs. */
public final class Names {
  /** The branch that is meant where no revision is given. */
  public static final String MAIN = "main";

  /** Bounds a path, so that its key, with repository and commit, has at most 1024 characters. */
  private static final int LONGEST_PATH = 780;

  /** The length of a commit's name. */
  public static final int COMMIT_DIGITS = 40;

  private static final int LONGEST = 96;
  private static final int LONGEST_REVISION = 255;
  private static final String WORD = "_";
  private static final String IN_URLS = "-_.~";
  private static final String HEX = "0123456789abcdef";

  private Names() {}

  /** Checks the name of a repository, of one part or two; INVALID when it cannot be one. */
  public static String repo(String name) {
    if (!isRepo(name)) {
      throw new GranaryException(
              Code.INVALID,
              "A repository's name is name or owner/name, of letters, digits, '.', '-' and '_'; not"
                  + " \""
                  + name
                  + "\".")
          .with("repo", name);
    }
    return name;
  }

  static boolean isRepo(String name) {
    int slash = name.indexOf('/');
    return isRepoPart(name.substring(slash + 1))
        && (slash < 0 || isRepoPart(name.substring(0, slash)))
        && !name.contains("..")
        && !name.contains("--");
  }

  private static boolean isRepoPart(String part) {
    int length = part.length();
    if (length == 0 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      boolean inside = i > 0 && i < length - 1;
      if (!isPlain(part.charAt(i), inside ? "-._" : WORD)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(char c, String besides) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || besides.indexOf(c) >= 0;
  }

  /** Checks the name of a branch, tag, commit or reference; INVALID when it cannot be one. */
  public static String revision(String name) {
    if (name.length() > LONGEST_REVISION || !isPath(name)) {
      throw new GranaryException(
              Code.INVALID, "A revision of a repository cannot be called \"" + name + "\".")
          .with("revision", name);
    }
    return name;
  }

  /** Tells whether this is the name of a commit. Such a name never means a branch. */
  public static boolean isCommit(String name) {
    return isHex(name, COMMIT_DIGITS);
  }

  /** Tells whether a text has so many hexadecimal digits in lower case and nothing else. */
  static boolean isHex(String text, int digits) {
    boolean hex = text != null && text.length() == digits;
    for (int i = 0; hex && i < digits; i++) {
      hex = HEX.indexOf(text.charAt(i)) >= 0;
    }
    return hex;
  }

  /** Tells whether a path leads to a file of the repository, for every program that reads it. */
  static boolean isPath(String path) {
    if (path.length() > LONGEST_PATH) {
      return false;
    }
    int begin = 0;
    for (int i = 0; i <= path.length(); i++) {
      char c = i < path.length() ? path.charAt(i) : '/';
      if (c == '/') {
        String part = path.substring(begin, i);
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
          return false;
        }
        begin = i + 1;
      }
      boolean pair = Character.isHighSurrogate(c) && Character.isLowSurrogate(at(path, i + 1));
      if (c < ' ' || c == '\u007f' || c == '\\' || (Character.isSurrogate(c) && !pair)) {
        return false;
      }
      i += pair ? 1 : 0;
    }
    return true;
  }

  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  /** Tells whether {@link #inUrl} may have written a text for a path. */
  static boolean isPathInUrl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Some programs read %2E as a dot, and then two of them as the folder above.
      if (!isPlain(c, IN_URLS + "/%") || (c == '%' && at(text, i + 1) == '2' && isE(text, i + 2))) {
        return false;
      }
    }
    return isPath(text);
  }

  private static boolean isE(String text, int index) {
    return at(text, index) == 'E' || at(text, index) == 'e';
  }

  /** Writes a name as part of a URL's path; slashes stay as they are when they divide it. */
  static String inUrl(String name, boolean slashesDivide) {
    StringBuilder url = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      int c = name.charAt(i);
      if (isPlain((char) c, slashesDivide ? IN_URLS + "/" : IN_URLS)) {
        url.append((char) c);
        continue;
      }
      if (Character.isHighSurrogate((char) c)) {
        c = 0x10000 + ((c - 0xd800) << 10) + (name.charAt(++i) - 0xdc00);
      }
      // UTF-8: the lead byte tells how many bytes follow; each of those carries six bits.
      int following = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
      int lead = following == 0 ? 0 : (0xff00 >> (following + 1)) & 0xff;
      percent(url, lead | (c >> (6 * following)));
      for (int j = following - 1; j >= 0; j--) {
        percent(url, 0x80 | ((c >> (6 * j)) & 0x3f));
      }
    }
    return url.toString();
  }

  private static void percent(StringBuilder out, int value) {
    out.append('%').append(digit(value >> 4)).append(digit(value & 15));
  }

  private static char digit(int value) {
    return (char) (value < 10 ? '0' + value : 'A' + value - 10);
  }
}
