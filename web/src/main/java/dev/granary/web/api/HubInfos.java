package dev.granary.web.api;

import dev.granary.hub.Plan;
import dev.granary.hub.Progress;
import dev.granary.hub.QuantState;
import dev.granary.hub.RepoState;
import dev.granary.hub.Update;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * Makes plain objects of what is known of repositories. A property whose value is null is left out.
 */
final class HubInfos {
  private HubInfos() {}

  static JSObject repo(RepoState state) {
    RepoManifest manifest = state.manifest();
    JsArray files = JsArray.Maker.empty();
    for (RepoFile file : manifest.files()) {
      boolean stored = state.stored().contains(file.path());
      files.push(file(file.path(), file.size(), file.sha256(), file.gitSha1(), stored));
    }
    JsArray quants = JsArray.Maker.empty();
    for (QuantState each : state.quants()) {
      quants.push(
          quant(
              each.quant().name(),
              each.quant().format(),
              JsArray.Maker.strings(each.quant().paths()),
              each.quant().size(),
              each.loaded(),
              each.status().label(),
              each.error()));
    }
    return repo(
        manifest.repo(),
        state.revision(),
        manifest.commit(),
        manifest.task(),
        manifest.library(),
        files,
        quants);
  }

  static JSObject plan(Plan plan) {
    JsArray files = JsArray.Maker.empty();
    for (RepoFile file : plan.files()) {
      boolean stored = plan.stored().contains(file.path());
      files.push(file(file.path(), file.size(), null, null, stored));
    }
    return plan(files, plan.bytes(), plan.missingBytes(), plan.fits());
  }

  static JSObject update(Update update) {
    return update(update.current(), update.latest(), JsArray.Maker.strings(update.changedFiles()));
  }

  static JSObject progress(String repo, Progress progress) {
    return of(
        Events.progressed(
            repo, progress.phase(), progress.loaded(), progress.total(), progress.speed()),
        progress.file(),
        progress.files(),
        progress.filesDone());
  }

  @JSBody(
      params = {"path", "size", "sha256", "gitSha1", "stored"},
      script =
          "var file = { path: path, size: size, stored: stored };"
              + " if (sha256 !== null) file.sha256 = sha256;"
              + " if (gitSha1 !== null) file.gitSha1 = gitSha1; return file;")
  private static native JSObject file(
      String path, double size, String sha256, String gitSha1, boolean stored);

  @JSBody(
      params = {"name", "format", "files", "size", "loaded", "status", "error"},
      script =
          "var quant = { name: name, format: format, files: files, size: size, loaded: loaded,"
              + " status: status }; if (error !== null) quant.error = error; return quant;")
  private static native JSObject quant(
      String name,
      String format,
      JsArray files,
      double size,
      double loaded,
      String status,
      String error);

  // A quant name comes from the hub, and may be __proto__.
  @JSBody(
      params = {"repo", "revision", "commit", "task", "library", "files", "quants"},
      script =
          "var all = { repo: repo, revision: revision, commit: commit, files: files,"
              + " quants: Object.fromEntries(quants.map(function(quant) {"
              + " return [quant.name, quant]; })) };"
              + " if (task !== null) all.task = task;"
              + " if (library !== null) all.library = library; return all;")
  private static native JSObject repo(
      String repo,
      String revision,
      String commit,
      String task,
      String library,
      JsArray files,
      JsArray quants);

  @JSBody(
      params = {"files", "bytes", "missing", "fits"},
      script = "return { files: files, bytes: bytes, missingBytes: missing, fits: fits };")
  private static native JSObject plan(JsArray files, double bytes, double missing, boolean fits);

  @JSBody(
      params = {"current", "latest", "changed"},
      script = "return { current: current, latest: latest, changedFiles: changed };")
  private static native JSObject update(String current, String latest, JsArray changed);

  @JSBody(
      params = {"progress", "file", "files", "done"},
      script =
          "progress.files = files; progress.filesDone = done;"
              + " if (file !== null) progress.file = file; return progress;")
  private static native JSObject of(JSObject progress, String file, int files, int done);
}
