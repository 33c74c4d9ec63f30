package dev.granary.web.api;

import dev.granary.web.dom.Promise;
import org.teavm.jso.JSObject;

/** Exports what an open store knows of model files. */
public interface CoreModels extends JSObject {
  /**
   * Lists the tensors of an open file, and of the stored files beside it that belong to it. Fails
   * with NOT_FOUND when one of these is not stored.
   */
  @Ts("Promise<RawTensor[]>")
  Promise tensors(CoreFile file, String key, String sha256, double size);

  /** Returns the metadata in the header of an open file, as JSON. */
  @Ts("Promise<string>")
  Promise header(CoreFile file, String key, String sha256, double size);
}
