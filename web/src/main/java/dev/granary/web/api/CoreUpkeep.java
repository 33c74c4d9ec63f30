package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSObject;

/** The bundles of an open store, and the verification of what it holds. */
public interface CoreUpkeep extends JSObject {
  /** Gives the pieces of a bundle. NOT_FOUND where one of the files is not stored. */
  @Ts("Promise<CoreReader>")
  Promise exportBundle(@Ts("string[]") JsArray keys);

  /** The source: a Blob or a ReadableStream; anything else is INVALID. */
  @Ts("Promise<RawFileInfo[]>")
  Promise importBundle(JSObject source, CoreTask task);

  /** Verifies one file, or all files where the key is null. */
  @Ts("Promise<RawVerifyReport>")
  Promise verify(@Ts("string | null") String key, boolean repair, CoreTask task);
}
