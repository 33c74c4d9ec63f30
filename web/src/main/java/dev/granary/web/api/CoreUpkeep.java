package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** Exports the bundles of an open store, the verification of its files, and its usage. */
public interface CoreUpkeep extends JSObject {
  /** Returns the pieces of a bundle. Fails with NOT_FOUND when one of the files is not stored. */
  @Ts("Promise<CoreReader>")
  Promise exportBundle(@Ts("string[]") JsArray keys);

  /** Imports a bundle from a Blob or a ReadableStream; any other source is INVALID. */
  @Ts("Promise<RawFileInfo[]>")
  Promise importBundle(JSObject source, CoreTask task);

  /** Verifies the file and the model of a key, or everything when the key is null. */
  @Ts("Promise<RawVerifyReport>")
  Promise verify(@Ts("string | null") String key, boolean repair, CoreTask task);

  /** Counts what is stored, lists the items with their use, and suggests what to do. */
  @Ts("Promise<RawUsage>")
  Promise stats();
}
