package dev.granary.web.api;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.model.OpenModel;
import dev.granary.model.OpenTensor;
import dev.granary.model.TensorInfo;
import dev.granary.tensor.DataType;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.TensorInputs;
import dev.granary.web.source.TensorInputs.CoreTensors;
import org.teavm.jso.JSObject;

/**
 * Exports an open model to JavaScript, as it was when it was opened. A change of its tensors gives
 * another handle, so JavaScript never reads a tensor by what it knows of another one.
 */
final class ModelHandle implements CoreModel {
  private final ModelExports models;
  private final OpenModel model;
  private final Newest newest;

  /** The newest state that a handle, or one that followed it, has brought about. */
  private static final class Newest {
    OpenModel model;
  }

  ModelHandle(ModelExports models, OpenModel model) {
    this(models, model, new Newest());
    newest.model = model;
  }

  private ModelHandle(ModelExports models, OpenModel model, Newest newest) {
    this.models = models;
    this.model = model;
    this.newest = newest;
  }

  /** Gives the handle after a change. Of two changes at once, the later one includes the other. */
  private ModelHandle changed(OpenModel now) {
    if (now.manifest().stamp() > newest.model.manifest().stamp()) {
      newest.model = now;
    }
    return new ModelHandle(models, newest.model, newest);
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
  public Promise tensor(String name, String as, CoreTask coreTask) {
    return models
        .store()
        .call(
            () -> {
              DataType type = as == null ? null : DataType.of(as);
              if (as != null && type == null) {
                throw new GranaryException(Code.INVALID, "There is no type \"" + as + "\".")
                    .with("tensor", name);
              }
              models.store().activity().used();
              byte[] bytes = models.read(model, name, type, CoreTask.follow(coreTask));
              return Bytes.view(bytes, 0, bytes.length);
            });
  }

  @Override
  public Promise blob(String name) {
    return models
        .store()
        .call(
            () -> {
              models.store().activity().used();
              OpenTensor tensor = model.tensor(name, Cancel.NEVER);
              try {
                return blob(tensor);
              } catch (GranaryException gone) {
                if (gone.code() != Code.NOT_FOUND) {
                  throw gone;
                }
                return blob(model.reopen(name, Cancel.NEVER));
              }
            });
  }

  private static JSObject blob(OpenTensor tensor) {
    return Blobs.compose(tensor.content(), tensor.start(), tensor.end(), "");
  }

  @Override
  public Promise putTensors(CoreTensors tensors, CoreTask coreTask) {
    String id = model.manifest().id();
    String version = model.manifest().version();
    return models
        .store()
        .call(
            () ->
                changed(
                    models.stored(
                        id,
                        coreTask,
                        (task, meter) ->
                            models
                                .models()
                                .putTensors(
                                    id, version, new TensorInputs(tensors, task), task, meter))));
  }

  @Override
  public Promise deleteTensor(String name) {
    String id = model.manifest().id();
    String version = model.manifest().version();
    return models
        .store()
        .call(
            () -> {
              OpenModel left = models.models().deleteTensor(id, version, name);
              if (left == null) {
                return null;
              }
              models.store().events().change("model", left.manifest().key(), "put");
              models.store().activity().garbage();
              return changed(left);
            });
  }
}
