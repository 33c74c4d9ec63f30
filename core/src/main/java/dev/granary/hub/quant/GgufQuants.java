package dev.granary.hub.quant;

import dev.granary.hub.api.RepoFile;
import dev.granary.hub.quant.ShardedFiles.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the quants of models in GGUF. Each quant is one file or several shards, and the last label
 * in the file name is its name.
 *
 * <p>A projector for images or sound ({@code mmproj-…}) and a draft model ({@code mtp-…}) stand
 * beside the quants. Each quant gets one of each kind: the one with the quant's own label, else
 * F16, else the first.
 */
final class GgufQuants {
  private static final String FORMAT = "gguf";

  private static final String[] SIDECARS = {"mmproj-", "mtp-"};

  /** Begins the name of a file that the maker of the quants needed, and that is not a model. */
  private static final String IMPORTANCES = "imatrix";

  /** Stands for the first sidecar of a kind, which goes with quants that have none of their own. */
  private static final String FIRST = "";

  /**
   * The patterns of labels: # stands for a digit, _* for an underscore and letters; a question mark
   * makes the rest optional. Where several patterns fit, the longest comes first.
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

  /** Gives the last label in a name, in capitals, or null when there is none. */
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

  /** Gives the end of a label that begins here, or -1. */
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
