package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.integrity.Scrub;
import dev.granary.integrity.ScrubReport;
import dev.granary.session.Session;
import dev.granary.web.dom.JsArray;
import dev.granary.web.http.WebHttp;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Runs a scrub for JavaScript, and makes a plain object of its report. */
final class Verifying {
  private Verifying() {}

  /** Verifies one file, or all files when the key is null. */
  static JSObject run(
      Session session,
      Events events,
      String key,
      boolean repair,
      Task task,
      Events.OnProgress own) {
    Scrub scrub =
        new Scrub(
            session,
            repair ? WebHttp.anonymous(task) : null,
            task,
            (name, loaded, total, speed, done) -> {
              String phase = done ? "done" : "verify";
              events.progress(own, Events.progressed(name, phase, loaded, total, speed));
            });
    ScrubReport report = key == null ? scrub.run() : scrub.run(key);
    JsArray bad = JsArray.Maker.empty();
    for (ScrubReport.Bad each : report.bad()) {
      bad.push(bad(each.key(), each.chunk(), each.reason(), each.repaired()));
    }
    return report(report.checkedChunks(), report.checkedBytes(), bad);
  }

  @JSBody(
      params = {"key", "chunk", "reason", "repaired"},
      script = "return { key: key, chunk: chunk, reason: reason, repaired: repaired };")
  private static native JSObject bad(String key, int chunk, String reason, boolean repaired);

  @JSBody(
      params = {"chunks", "bytes", "bad"},
      script = "return { checkedChunks: chunks, checkedBytes: bytes, bad: bad };")
  private static native JSObject report(int chunks, double bytes, JsArray bad);
}
