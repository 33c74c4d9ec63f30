package dev.granary.hub;

import dev.granary.hub.ShardedFiles.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Models as GGUF, each quant in one file or split, by the last label in its name. A projector for
 * images or sound ({@code mmproj-…}) and a draft ({@code mtp-…}) are models of their own that every
 * quant may need: each quant has one of each kind, with its own label, else F16, else the first.
 */
final class GgufQuants {
  private static final String FORMAT = "gguf";

  private static final String[] SIDECARS = {"mmproj-", "mtp-"};

  /** Data of whoever made the quants; no model. */
  private static final String IMPORTANCES = "imatrix";

  /** The sidecar that goes with a quant that has none of its own. */
  private static final String FIRST = "";

  /**
   * What labels look like: # is a digit, _* an underscore and letters, which may be missing behind
   * a question mark. The longest of those that fit one place come first.
   */
  private static final String[] LABELS = {
    "UD-Q#_K?_*",
    "UD-IQ#_*",
    "UD-Q#_#",
    "UD-TQ#_#",
    "Q#_K?_*",
    "IQ#_*",
    "TQ#_#",
    "Q#_#",
    "UD-BF16",
    "UD-F16",
    "BF16",
    "F16",
    "F32",
    "MXFP4?_*",
    "NVFP4"
  };

  private GgufQuants() {}

  static void find(List<RepoFile> files, Quants into) {
    List<Split> models = new ArrayList<>();
    List<Map<String, Split>> sidecars = new ArrayList<>();
    while (sidecars.size() < SIDECARS.length) {
      sidecars.add(new HashMap<>());
    }
    for (Split split : ShardedFiles.of(files, ".gguf")) {
      String name = split.prefix().substring(split.prefix().lastIndexOf('/') + 1);
      boolean model = !name.startsWith(IMPORTANCES);
      for (int i = 0; i < SIDECARS.length; i++) {
        if (name.startsWith(SIDECARS[i])) {
          String label = label(split.prefix());
          sidecars.get(i).putIfAbsent(label == null ? FIRST : label, split);
          sidecars.get(i).putIfAbsent(FIRST, split);
          model = false;
        }
      }
      if (model) {
        models.add(split);
      }
    }
    for (Split split : models) {
      String label = label(split.prefix());
      List<RepoFile> weights = new ArrayList<>(split.parts());
      for (Map<String, Split> kind : sidecars) {
        Split first = kind.get(FIRST);
        Split beside = kind.getOrDefault(label, kind.getOrDefault("F16", first));
        if (beside != null) {
          weights.addAll(beside.parts());
        }
      }
      if (!into.add(label == null ? split.prefix() : label, FORMAT, weights)) {
        return;
      }
    }
  }

  /** The last label in a name, in capitals; null when there is none. */
  static String label(String name) {
    char[] text = new char[name.length()];
    for (int i = 0; i < text.length; i++) {
      char c = name.charAt(i);
      text[i] = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }
    String last = null;
    for (int at = 0; at < text.length; ) {
      int end = labelEnd(text, at);
      if (end > at) {
        last = new String(text, at, end - at);
      }
      at = Math.max(end, at + 1);
    }
    return last;
  }

  private static int labelEnd(char[] text, int at) {
    for (String label : LABELS) {
      int end = end(text, at, label);
      if (end > at) {
        return end;
      }
    }
    return at;
  }

  /** Where a label ends that begins here, or -1. */
  private static int end(char[] text, int begin, String label) {
    int at = begin;
    for (int i = 0; i < label.length(); i++) {
      char wanted = label.charAt(i);
      if (wanted == '?') {
        int end = end(text, at, "_*");
        return end < 0 ? at : end;
      }
      char c = at < text.length ? text[at] : ' ';
      boolean fits =
          wanted == '#' ? c >= '0' && c <= '9' : wanted == '*' ? isLetter(c) : c == wanted;
      if (!fits) {
        return -1;
      }
      at++;
    }
    while (label.endsWith("*") && at < text.length && isLetter(text[at])) {
      at++;
    }
    return at;
  }

  private static boolean isLetter(char c) {
    return c >= 'A' && c <= 'Z';
  }
}
