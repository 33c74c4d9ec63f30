package dev.granary.web.api;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.space.Clean;
import dev.granary.space.EvictionPlan.Eviction;
import dev.granary.space.EvictionPlan.Item;
import dev.granary.space.ItemKind;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Runs a clean for JavaScript, and makes a plain object of its report. */
final class Cleaning {
  private Cleaning() {}

  static JSObject run(Clean clean, Clean.Request request, boolean dryRun, Cancel cancel) {
    Clean.Report report = dryRun ? clean.plan(request) : clean.run(request, cancel);
    if (report.failure() != null) {
      throw new GranaryException(
          Code.FAILED,
          "The clean could not delete everything; see the cause.",
          report.failure().cause());
    }
    JsArray evicted = JsArray.Maker.empty();
    for (Eviction each : report.evicted()) {
      Item item = each.item();
      String key = ItemKind.shown(item.key());
      evicted.push(evicted(item.kind().label(), key, each.bytes(), item.lastAccessed()));
    }
    return report(evicted, report.sweptChunks(), report.freedBytes(), dryRun);
  }

  @JSBody(
      params = {"kind", "key", "bytes", "lastAccessed"},
      script = "return { kind: kind, key: key, bytes: bytes, lastAccessed: lastAccessed };")
  private static native JSObject evicted(
      String kind, String key, double bytes, double lastAccessed);

  @JSBody(
      params = {"evicted", "chunks", "bytes", "dryRun"},
      script =
          "return { evicted: evicted, sweptChunks: chunks, freedBytes: bytes, dryRun: dryRun };")
  private static native JSObject report(JsArray evicted, int chunks, double bytes, boolean dryRun);
}
