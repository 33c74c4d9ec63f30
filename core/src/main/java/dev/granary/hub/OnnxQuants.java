package dev.granary.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Models as ONNX, by the names that transformers.js gives their files: {@code
 * onnx/session_q4f16.onnx}, in the folder {@code onnx} or at the root. A model is one session or
 * several, and a dtype's quant has all of them.
 *
 * <p>A repository need not have every session in every dtype. Whoever loads such a one with
 * transformers.js gives a dtype for each session; here, the quant of a dtype exists where its
 * largest session (the model or its decoder) does, and a session that lacks the dtype comes in the
 * next best one that everything runs: {@link #INSTEAD}. Where one has neither, there is no such
 * quant.
 */
final class OnnxQuants {
  private static final String FORMAT = "onnx";
  private static final String EXTENSION = ".onnx";

  /** Dtypes, and what stands for them in the names of files. */
  private static final String[][] DTYPES = {
    {"fp32", ""},
    {"fp16", "_fp16"},
    {"q8", "_quantized"},
    {"int8", "_int8"},
    {"uint8", "_uint8"},
    {"q4", "_q4"},
    {"q4f16", "_q4f16"},
    {"bnb4", "_bnb4"},
    {"q2", "_q2"},
    {"q2f16", "_q2f16"},
    {"q1", "_q1"},
    {"q1f16", "_q1f16"},
  };

  /** What takes the place of a session that lacks a dtype. */
  private static final String[] INSTEAD = {"_quantized", "", "_fp16"};

  /** The same for dtypes that compute in halves. */
  private static final String[] HALVES_INSTEAD = {"_fp16", "", "_quantized"};

  /**
   * Sessions, the largest first, and which others (or all) are not needed beside them: exports for
   * other ways of running the same model.
   */
  private static final String[][] MAIN = {
    {"model", "*"},
    {"decoder_model_merged", "decoder_model", "decoder_with_past_model"},
    {"decoder_model"},
  };

  private final String folder;
  private final Map<String, RepoFile> models = new HashMap<>();

  /** External data, by the paths of the models it belongs to. */
  private final Map<String, List<RepoFile>> data = new HashMap<>();

  /** The sessions in the order of the listing. */
  private final List<String> sessions = new ArrayList<>();

  private OnnxQuants(List<RepoFile> files, String folder) {
    this.folder = folder;
    Set<String> known = new HashSet<>();
    for (RepoFile file : files) {
      String path = file.path();
      String session = session(path);
      int end = path.lastIndexOf(EXTENSION) + EXTENSION.length();
      if (session != null) {
        models.put(path, file);
        if (known.add(session)) {
          sessions.add(session);
        }
      } else if (path.startsWith(folder) && isData(path, end)) {
        data.computeIfAbsent(path.substring(0, end), model -> new ArrayList<>()).add(file);
      }
    }
    dropNeedless();
  }

  static void find(List<RepoFile> files, Quants into) {
    for (String folder : new String[] {"onnx/", ""}) {
      OnnxQuants quants = new OnnxQuants(files, folder);
      if (!quants.sessions.isEmpty()) {
        quants.addTo(into);
        return;
      }
    }
  }

  /** The session a file is of, or null. */
  private String session(String path) {
    if (!path.startsWith(folder) || !path.endsWith(EXTENSION)) {
      return null;
    }
    String name = path.substring(folder.length(), path.length() - EXTENSION.length());
    for (int i = 1; i < DTYPES.length; i++) {
      String suffix = DTYPES[i][1];
      if (name.endsWith(suffix)) {
        name = name.substring(0, name.length() - suffix.length());
        break;
      }
    }
    return name.isEmpty() || name.indexOf('/') >= 0 ? null : name;
  }

  private void dropNeedless() {
    for (String[] main : MAIN) {
      if (sessions.contains(main[0])) {
        for (int i = 1; i < main.length; i++) {
          if (main[i].equals("*")) {
            sessions.clear();
            sessions.add(main[0]);
          }
          sessions.remove(main[i]);
        }
      }
    }
  }

  private void addTo(Quants into) {
    for (String[] dtype : DTYPES) {
      List<RepoFile> weights = new ArrayList<>();
      if (collect(dtype[1], weights)) {
        into.add(dtype[0], FORMAT, weights);
      }
    }
  }

  /** Collects what a dtype takes; false when it is none of this repository's. */
  private boolean collect(String suffix, List<RepoFile> weights) {
    String main = mainSession();
    // Without a larger one than the others, each must have the dtype.
    boolean instead = main != null && models.containsKey(path(main + suffix));
    for (String session : sessions) {
      boolean found = add(session + suffix, weights);
      for (String other : suffix.endsWith("f16") ? HALVES_INSTEAD : INSTEAD) {
        found = found || (instead && add(session + other, weights));
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private String path(String name) {
    return folder + name + EXTENSION;
  }

  /** The session that a dtype is chosen for; null when none is larger than the others. */
  private String mainSession() {
    for (String[] main : MAIN) {
      if (sessions.contains(main[0])) {
        return main[0];
      }
    }
    return null;
  }

  /** Adds a session's file and its external data; false when there is no such file. */
  private boolean add(String name, List<RepoFile> weights) {
    RepoFile model = models.get(path(name));
    if (model == null) {
      return false;
    }
    weights.add(model);
    weights.addAll(data.getOrDefault(model.path(), List.of()));
    return true;
  }

  /** Whether this is a model's external data: {@code x.onnx_data}, {@code x.onnx_data_1}, …. */
  private static boolean isData(String path, int modelEnd) {
    if (modelEnd < EXTENSION.length()) {
      return false;
    }
    String rest = path.substring(modelEnd);
    if (!rest.startsWith("_data_")) {
      return rest.equals("_data") || rest.equals(".data");
    }
    for (int i = "_data_".length(); i < rest.length(); i++) {
      if (rest.charAt(i) < '0' || rest.charAt(i) > '9') {
        return false;
      }
    }
    return rest.length() > "_data_".length();
  }
}
