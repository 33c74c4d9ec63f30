package dev.granary.web.api;

import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.TensorInputs.CoreTensors;
import org.teavm.jso.JSObject;

/** Exports an open model, as it was when it was opened. */
public interface CoreModel extends JSObject {
  @Ts("RawModelInfo")
  JSObject info();

  @Ts("RawTensorInfo[]")
  JsArray tensors();

  @Ts("string[]")
  JsArray missing();

  /** Reads a tensor; {@code as} is the type to convert to, or null. */
  @Ts("Promise<Uint8Array<ArrayBuffer>>")
  Promise tensor(String name, @Ts("string | null") String as, CoreTask task);

  @Ts("Promise<Blob>")
  Promise blob(String name);

  /** Returns the model afterwards. */
  @Ts("Promise<CoreModel>")
  Promise putTensors(@Ts("CoreTensors") CoreTensors tensors, CoreTask task);

  /** Returns the model afterwards, or null when it has no such tensor. */
  @Ts("Promise<CoreModel | null>")
  Promise deleteTensor(String name);
}
