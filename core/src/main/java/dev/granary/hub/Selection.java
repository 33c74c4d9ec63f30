package dev.granary.hub;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a repository is wanted: a quant, some files, or both.
 *
 * @param revision a branch, a tag or a commit
 * @param quant its name, or null
 * @param files their paths; may be none
 */
public record Selection(String repo, String revision, String quant, List<String> files) {
  /** Checked: INVALID where a repository or a revision cannot be called so. */
  public Selection {
    Names.repo(repo);
    revision = revision == null ? Names.MAIN : Names.revision(revision);
    files = List.copyOf(files);
  }

  /** Nothing of a repository yet. */
  static Selection of(String repo, String revision) {
    return new Selection(repo, revision, null, List.of());
  }

  /**
   * The files that this means, each once. INVALID with what there is when there is no such quant,
   * or neither quant nor files; NOT_FOUND when there is no such file.
   */
  List<RepoFile> of(RepoManifest manifest) {
    List<RepoFile> all = new ArrayList<>();
    if (quant != null || files.isEmpty()) {
      List<Quant> quants = Quants.of(manifest.files());
      Quant chosen = Quants.named(quants, quant);
      if (chosen == null) {
        throw choose(quants);
      }
      all.addAll(chosen.files());
    }
    Set<RepoFile> known = new HashSet<>(all);
    Map<String, RepoFile> byPath = manifest.byPath();
    for (String path : files) {
      RepoFile file = byPath.get(path);
      if (file == null) {
        throw new GranaryException(
                Code.NOT_FOUND, "There is no file \"" + path + "\" in " + repo + ".")
            .with("repo", repo)
            .with("commit", manifest.commit())
            .with("file", path);
      }
      if (known.add(file)) {
        all.add(file);
      }
    }
    return all;
  }

  /** What to tell whoever names no quant, or one that is not among these. */
  GranaryException choose(List<Quant> quants) {
    StringBuilder out = new StringBuilder();
    out.append(
        quant == null ? "Say what to download of " : "There is no quant \"" + quant + "\" in ");
    out.append(repo);
    out.append(quants.isEmpty() ? ": the repository has no quants, only files" : "; there are");
    Map<String, Object> sizes = new HashMap<>();
    for (Quant each : quants) {
      // Several commits may have a quant of one name: the first is told.
      if (!sizes.containsKey(each.name())) {
        out.append(sizes.isEmpty() ? ": " : ", ").append(each.name());
        out.append(" (").append(each.size()).append(" bytes)");
        sizes.put(each.name(), each.size());
      }
    }
    return new GranaryException(Code.INVALID, out.append('.').toString())
        .with("repo", repo)
        .with("option", "quant")
        .with("quants", sizes);
  }
}
