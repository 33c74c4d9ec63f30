package dev.granary.web.api;

import dev.granary.store.ChunkForm;
import dev.granary.web.bridge.JsFailure;
import dev.granary.web.bridge.Promises;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.idb.Connection;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/** Probes what the environment offers. Never fails. */
final class Probe {
  private Probe() {}

  static JSObject run() {
    boolean databases = false;
    boolean blobs = false;
    try {
      String name = "granary-probe-" + Platform.randomName();
      Connection connection = Connection.open(name);
      databases = true;
      blobs = connection.form() == ChunkForm.BLOB;
      connection.close();
      Platform.databases().deleteDatabase(name);
    } catch (RuntimeException refused) {
      // The environment offers no database.
    }
    return capabilities(
        databases, blobs, hasFiles(), Platform.locks() != null, simd(), webnn(), Space.ask());
  }

  private static JSObject webnn() {
    try {
      return Promises.await(askForWebnn());
    } catch (RuntimeException refused) {
      return unavailable(JsFailure.of(refused).getMessage());
    }
  }

  @JSBody(
      script =
          "return typeof navigator !== 'undefined' && !!navigator.storage"
              + " && typeof navigator.storage.getDirectory === 'function';")
  private static native boolean hasFiles();

  // The module has one function, which makes an i8x16 of zeros.
  @JSBody(
      script =
          "try { return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(["
              + "0,97,115,109,1,0,0,0,1,5,1,96,0,1,123,3,2,1,0,10,10,1,8,0,65,0,253,15,253,98,11"
              + "])); } catch (e) { return false; }")
  private static native boolean simd();

  // An engine may have the interface and no backend, and may take long to reject.
  @JSBody(
      script =
          "if (typeof navigator === 'undefined' || !navigator.ml) return Promise.resolve("
              + "{ available: false, reason: 'There is no navigator.ml.' });"
              + " var late = new Promise(function(resolve) { setTimeout(function() {"
              + " resolve({ available: false, reason: 'WebNN did not answer within 3 s.' }); },"
              + " 3000); });"
              + " return Promise.race([late, navigator.ml.createContext().then(function(context) {"
              + " if (context.destroy) context.destroy(); return { available: true }; })]);")
  private static native Promise askForWebnn();

  @JSBody(params = "reason", script = "return { available: false, reason: reason };")
  private static native JSObject unavailable(String reason);

  @JSBody(
      params = {"databases", "blobs", "opfs", "locks", "simd", "webnn", "space"},
      script =
          "return Object.assign({ indexedDB: databases, blobsInIndexedDB: blobs, opfs: opfs,"
              + " locks: locks, simd: simd, webnn: webnn }, space);")
  private static native JSObject capabilities(
      boolean databases,
      boolean blobs,
      boolean opfs,
      boolean locks,
      boolean simd,
      JSObject webnn,
      JSObject space);
}
