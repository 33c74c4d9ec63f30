package dev.granary.web.api;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.model.OpenModel;
import dev.granary.model.OpenTensor;
import dev.granary.model.TensorInfo;
import dev.granary.tensor.DataType;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.TensorInputs;
import dev.granary.web.source.TensorInputs.CoreTensors;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;

/** Exports an open model to JavaScript. */
final class ModelHandle implements CoreModel {
  private final ModelExports models;

  /** The model as it was when it was opened, or last changed through this handle. */
  private OpenModel model;

  ModelHandle(ModelExports models, OpenModel model) {
    this.models = models;
    this.model = model;
  }

  @Override
  public JSObject info() {
    return ModelInfos.model(model.info());
  }

  @Override
  public JsArray tensors() {
    JsArray all = JsArray.Maker.empty();
    for (TensorInfo tensor : model.tensors()) {
      all.push(ModelInfos.tensor(tensor));
    }
    return all;
  }

  @Override
  public JsArray missing() {
    return JsArray.Maker.strings(model.missing());
  }

  @Override
  public Promise tensor(String name, String as) {
    return Calls.async(
        () -> {
          models.store().expectOpen();
          DataType type = as == null ? null : DataType.of(as);
          if (as != null && type == null) {
            throw new GranaryException(Code.INVALID, "There is no type \"" + as + "\".")
                .with("tensor", name);
          }
          byte[] bytes = models.read(model, name, type);
          return Bytes.view(bytes, 0, bytes.length);
        });
  }

  @Override
  public Promise blob(String name) {
    return Calls.async(
        () -> {
          models.store().expectOpen();
          OpenTensor tensor = model.tensor(name, Cancel.NEVER);
          return Blobs.compose(tensor.content(), tensor.start(), tensor.end(), "");
        });
  }

  @Override
  public Promise putTensors(CoreTensors tensors, CoreTask coreTask) {
    String id = model.manifest().id();
    String version = model.manifest().version();
    return models
        .store()
        .call(
            () -> {
              model =
                  models.stored(
                      id,
                      coreTask,
                      (task, meter) ->
                          models
                              .models()
                              .putTensors(
                                  id, version, new TensorInputs(tensors, task), task, meter));
              return null;
            });
  }

  @Override
  public Promise deleteTensor(String name) {
    String id = model.manifest().id();
    String version = model.manifest().version();
    return models
        .store()
        .call(
            () -> {
              boolean deleted = models.models().deleteTensor(id, version, name);
              if (deleted) {
                models.store().events().change("model", model.manifest().key(), "put");
                models.store().activity().garbage();
                model = models.models().get(id, version);
              }
              return JSBoolean.valueOf(deleted);
            });
  }
}
