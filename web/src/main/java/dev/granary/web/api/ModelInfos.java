package dev.granary.web.api;

import dev.granary.catalog.ModelManifest;
import dev.granary.model.ModelInfo;
import dev.granary.model.TensorInfo;
import dev.granary.tensor.TensorEntry;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSNumber;

/** Makes plain objects of what is known of models and tensors. */
final class ModelInfos {
  private ModelInfos() {}

  static JSObject model(ModelInfo info) {
    ModelManifest manifest = info.manifest();
    return model(
        manifest.id(),
        manifest.name(),
        manifest.version(),
        manifest.framework().isEmpty() ? null : manifest.framework(),
        manifest.totalSize(),
        manifest.tensorCount(),
        manifest.createdAt(),
        info.lastAccessed(),
        manifest.pinned(),
        manifest.metadata());
  }

  static JSObject tensor(TensorInfo info) {
    return tensor(info.entry(), info.createdAt(), info.lastAccessed(), info.metadata());
  }

  /** Makes the object of a tensor that a file lists. */
  static JSObject tensor(TensorEntry entry) {
    return tensor(entry, -1, -1, null);
  }

  private static JSObject tensor(
      TensorEntry entry, double createdAt, double lastAccessed, String metadata) {
    JsArray shape = JsArray.Maker.empty();
    for (long dimension : entry.shape()) {
      shape.push(JSNumber.valueOf((double) dimension));
    }
    return tensor(
        entry.name(), entry.type().label(), shape, entry.size(), createdAt, lastAccessed, metadata);
  }

  @JSBody(
      params = {
        "id",
        "name",
        "version",
        "framework",
        "totalSize",
        "tensorCount",
        "createdAt",
        "lastAccessed",
        "pinned",
        "metadata"
      },
      script =
          "return { id: id, name: name, version: version, framework: framework,"
              + " totalSize: totalSize, tensorCount: tensorCount, createdAt: createdAt,"
              + " lastAccessed: lastAccessed, pinned: pinned, metadata: metadata };")
  private static native JSObject model(
      String id,
      String name,
      String version,
      String framework,
      double totalSize,
      int tensorCount,
      double createdAt,
      double lastAccessed,
      boolean pinned,
      String metadata);

  @JSBody(
      params = {"name", "dataType", "shape", "byteSize", "createdAt", "lastAccessed", "metadata"},
      script =
          "return { name: name, dataType: dataType, shape: shape, byteSize: byteSize,"
              + " createdAt: createdAt, lastAccessed: lastAccessed, metadata: metadata };")
  private static native JSObject tensor(
      String name,
      String dataType,
      JsArray shape,
      double byteSize,
      double createdAt,
      double lastAccessed,
      String metadata);
}
