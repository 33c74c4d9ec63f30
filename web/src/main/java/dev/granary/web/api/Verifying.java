package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.integrity.Scrub;
import dev.granary.integrity.ScrubReport;
import dev.granary.web.dom.JsArray;
import dev.granary.web.http.WebHttp;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Runs a scrub for JavaScript, and makes a plain object of its report. */
final class Verifying {
  private Verifying() {}

  /** Verifies what one key has, or everything when the key is null. */
  static JSObject run(
      BrowserSession store, String key, boolean repair, Task task, Events.OnProgress own) {
    Events events = store.events();
    Scrub scrub =
        new Scrub(
            store.session(),
            row -> store.models().contentOf(row),
            repair ? WebHttp.anonymous(task) : null,
            task,
            (name, loaded, total, speed, done) -> {
              String phase = done ? "done" : "verify";
              events.progress(own, Events.progressed(name, phase, loaded, total, speed));
            });
    ScrubReport report = key == null ? scrub.run() : scrub.run(key);
    JsArray bad = JsArray.Maker.empty();
    for (ScrubReport.Bad each : report.bad()) {
      bad.push(bad(each.key(), each.tensor(), each.chunk(), each.reason(), each.repaired()));
    }
    return report(report.checkedChunks(), report.checkedBytes(), bad);
  }

  @JSBody(
      params = {"key", "tensor", "chunk", "reason", "repaired"},
      script =
          "var bad = { key: key, chunk: chunk, reason: reason, repaired: repaired };"
              + " if (tensor !== null) bad.tensor = tensor; return bad;")
  private static native JSObject bad(
      String key, String tensor, int chunk, String reason, boolean repaired);

  @JSBody(
      params = {"chunks", "bytes", "bad"},
      script = "return { checkedChunks: chunks, checkedBytes: bytes, bad: bad };")
  private static native JSObject report(int chunks, double bytes, JsArray bad);
}
