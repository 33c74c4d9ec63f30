package dev.granary.web.api;

import dev.granary.space.Suggestion;
import dev.granary.space.Usage;
import dev.granary.web.dom.JsArray;
import java.util.List;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Makes plain objects of the items of a store and of suggestions. */
final class UsageInfos {
  private UsageInfos() {}

  /** Adds the items and suggestions to what is counted. */
  static JSObject of(JSObject stats, List<Usage.Item> items, List<Suggestion> suggestions) {
    JsArray all = JsArray.Maker.empty();
    for (Usage.Item item : items) {
      all.push(
          item(
              item.kind(),
              item.key(),
              item.logicalBytes(),
              item.onlyItsBytes(),
              item.lastAccessed(),
              item.accesses(),
              item.pinned()));
    }
    JsArray advice = JsArray.Maker.empty();
    for (Suggestion each : suggestions) {
      advice.push(
          suggestion(
              each.action().label(),
              each.kind(),
              each.key(),
              each.bytes(),
              each.unusedFor(),
              each.reason()));
    }
    return usage(stats, all, advice);
  }

  @JSBody(
      params = {"stats", "items", "suggestions"},
      script = "return Object.assign(stats, { items: items, suggestions: suggestions });")
  private static native JSObject usage(JSObject stats, JsArray items, JsArray suggestions);

  @JSBody(
      params = {
        "kind",
        "key",
        "logicalBytes",
        "onlyItsBytes",
        "lastAccessed",
        "accesses",
        "pinned"
      },
      script =
          "return { kind: kind, key: key, logicalBytes: logicalBytes, onlyItsBytes: onlyItsBytes,"
              + " lastAccessed: lastAccessed, accesses: accesses, pinned: pinned };")
  private static native JSObject item(
      String kind,
      String key,
      double logicalBytes,
      double onlyItsBytes,
      double lastAccessed,
      double accesses,
      boolean pinned);

  @JSBody(
      params = {"action", "kind", "key", "bytes", "unusedFor", "reason"},
      script =
          "var made = { action: action, bytes: bytes, reason: reason };"
              + " if (kind !== null) made.kind = kind; if (key !== null) made.key = key;"
              + " if (unusedFor >= 0) made.unusedFor = unusedFor; return made;")
  private static native JSObject suggestion(
      String action, String kind, String key, double bytes, double unusedFor, String reason);
}
