package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.TensorInputs.CoreTensors;
import org.teavm.jso.JSObject;

/** Exports the models of an open store. A version that is null stands for the newest. */
public interface CoreModels extends JSObject {
  /**
   * Lists the tensors of an open file, and of the stored files beside it that belong to it. Fails
   * with NOT_FOUND when one of these is not stored.
   */
  @Ts("Promise<RawTensorInfo[]>")
  Promise tensors(CoreFile file, String key, String sha256, double size);

  /** Returns the metadata in the header of an open file, as JSON. */
  @Ts("Promise<string>")
  Promise header(CoreFile file, String key, String sha256, double size);

  @Ts("Promise<CoreModel>")
  Promise put(ModelFields model, @Ts("CoreTensors") CoreTensors tensors, CoreTask task);

  /**
   * Makes a model of the stored files with these keys, whose content has these digests; or of a
   * Blob, when there is one.
   */
  @Ts("Promise<CoreModel>")
  Promise importFiles(
      ModelFields model,
      @Ts("string[]") JsArray keys,
      @Ts("string[]") JsArray digests,
      @Ts("Blob | null") JSObject blob,
      boolean align,
      CoreTask task);

  @Ts("Promise<CoreModel | null>")
  Promise get(String id, @Ts("string | null") String version);

  @Ts("Promise<boolean>")
  Promise has(String id, @Ts("string | null") String version);

  @Ts("Promise<RawModelInfo[]>")
  Promise list(@Ts("string | null") String name, @Ts("string | null") String framework);

  @Ts("Promise<string[]>")
  Promise versions(String id);

  /** Deletes a version, or for null all versions. */
  @Ts("Promise<boolean>")
  Promise delete(String id, @Ts("string | null") String version);

  @Ts("Promise<void>")
  Promise pin(String id, @Ts("string | null") String version, boolean pinned);
}
