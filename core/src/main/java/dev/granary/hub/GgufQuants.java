package dev.granary.hub;

import dev.granary.hub.Splits.Split;
import dev.granary.manifest.RepoFile;
import java.util.ArrayList;
import java.util.List;

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
    List<Split> splits = Splits.of(files, ".gguf");
    for (Split split : splits) {
      if (sidecar(split) != null || name(split).startsWith(IMPORTANCES)) {
        continue;
      }
      String label = label(split.prefix());
      List<RepoFile> weights = new ArrayList<>(split.parts());
      for (String kind : SIDECARS) {
        Split beside = beside(splits, kind, label);
        if (beside != null) {
          weights.addAll(beside.parts());
        }
      }
      into.add(label == null ? split.prefix() : label, FORMAT, weights);
    }
  }

  private static String name(Split split) {
    return split.prefix().substring(split.prefix().lastIndexOf('/') + 1);
  }

  /** Which kind of sidecar this is, or null. */
  private static String sidecar(Split split) {
    for (String kind : SIDECARS) {
      if (name(split).startsWith(kind)) {
        return kind;
      }
    }
    return null;
  }

  private static Split beside(List<Split> splits, String kind, String label) {
    Split best = null;
    int bestFit = -1;
    for (Split split : splits) {
      if (kind.equals(sidecar(split))) {
        String own = label(split.prefix());
        int fit = own == null ? 0 : own.equals(label) ? 2 : own.equals("F16") ? 1 : 0;
        if (fit > bestFit) {
          best = split;
          bestFit = fit;
        }
      }
    }
    return best;
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
