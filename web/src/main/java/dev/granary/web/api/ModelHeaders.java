package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.chunk.RandomAccess;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.format.FileSet;
import dev.granary.format.Formats;
import dev.granary.format.Header;
import dev.granary.model.FileImport;
import dev.granary.tensor.TensorEntry;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/** Reads the headers of stored model files for JavaScript. */
final class ModelHeaders {
  private final Files files;

  ModelHeaders(Files files) {
    this.files = files;
  }

  JSObject tensors(CoreFile file, String key, String sha256, double size) {
    String folder = FileImport.folder(key);
    try {
      Header header =
          FileSet.read(
              access(file, key, sha256, size),
              key,
              location -> FileImport.stored(files, folder + location).randomAccess());
      JsArray tensors = JsArray.Maker.empty();
      for (TensorEntry entry : header.tensors()) {
        tensors.push(ModelInfos.tensor(entry));
      }
      return tensors;
    } catch (GranaryException failure) {
      throw failure.withIfAbsent("key", key);
    }
  }

  JSObject header(CoreFile file, String key, String sha256, double size) {
    try {
      return JSString.valueOf(Formats.read(access(file, key, sha256, size), key).metadata());
    } catch (GranaryException failure) {
      throw failure.withIfAbsent("key", key);
    }
  }

  /**
   * Gives access to an open file. The key may hold another file by now: then the caller's own
   * handle reads.
   */
  private RandomAccess access(CoreFile file, String key, String sha256, double size) {
    OpenFile now = files.open(key);
    return now != null && now.manifest().sha256().equals(sha256)
        ? now.randomAccess()
        : new HandleAccess(file, (long) size);
  }
}
