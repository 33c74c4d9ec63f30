package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.RandomAccess;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.format.FileSet;
import dev.granary.format.Formats;
import dev.granary.format.Header;
import dev.granary.tensor.TensorEntry;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSNumber;
import org.teavm.jso.core.JSString;

/** Exports to JavaScript what an open store knows of model files. */
final class ModelExports implements CoreModels {
  private final BrowserSession store;
  private final Files files;

  private ModelExports(BrowserSession store) {
    this.store = store;
    files = new Files(store.session());
  }

  /** Returns the models of the open store with this number. */
  static Promise of(int id) {
    return Calls.async(() -> new ModelExports(OpenStores.get(id).store()));
  }

  @Override
  public Promise tensors(CoreFile file, String key, String sha256, double size) {
    return store.call(
        () -> {
          String folder = key.substring(0, key.lastIndexOf('/') + 1);
          try {
            Header header =
                FileSet.read(
                    access(file, key, sha256, size), key, location -> beside(folder + location));
            return tensors(header);
          } catch (GranaryException failure) {
            throw failure.withIfAbsent("key", key);
          }
        });
  }

  @Override
  public Promise header(CoreFile file, String key, String sha256, double size) {
    return store.call(
        () -> {
          try {
            return JSString.valueOf(Formats.read(access(file, key, sha256, size), key).metadata());
          } catch (GranaryException failure) {
            throw failure.withIfAbsent("key", key);
          }
        });
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

  private RandomAccess beside(String key) {
    OpenFile file = files.open(key);
    if (file == null) {
      throw new GranaryException(
              Code.NOT_FOUND, "The file \"" + key + "\" belongs to the model and is not stored.")
          .with("key", key);
    }
    return file.randomAccess();
  }

  private static JsArray tensors(Header header) {
    JsArray tensors = JsArray.Maker.empty();
    for (TensorEntry entry : header.tensors()) {
      JsArray shape = JsArray.Maker.empty();
      for (long dimension : entry.shape()) {
        shape.push(JSNumber.valueOf((double) dimension));
      }
      tensors.push(tensor(entry.name(), entry.type().label(), shape, entry.size()));
    }
    return tensors;
  }

  @JSBody(
      params = {"name", "type", "shape", "size"},
      script = "return { name: name, dataType: type, shape: shape, byteSize: size };")
  private static native JSObject tensor(String name, String type, JsArray shape, double size);
}
