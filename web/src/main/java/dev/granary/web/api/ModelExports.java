package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.model.ModelInfo;
import dev.granary.model.ModelSpec;
import dev.granary.model.Models;
import dev.granary.model.OpenModel;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.TensorInputs;
import dev.granary.web.source.TensorInputs.CoreTensors;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSString;

/** Exports the models of one store to JavaScript. */
final class ModelExports implements CoreModels {
  private final BrowserSession store;
  private final Events events;
  private final Files files;
  private final Models models;

  private ModelExports(StoreExports open) {
    store = open.store();
    events = store.events();
    files = new Files(store.session());
    models = new Models(store.session(), open.http());
  }

  /** Returns the models of the open store with this number. */
  static Promise of(int id) {
    return Calls.async(() -> new ModelExports(OpenStores.get(id)));
  }

  @Override
  public Promise put(ModelFields fields, CoreTensors tensors, CoreTask coreTask) {
    ModelSpec spec = ModelFields.spec(fields);
    return storing(
        spec.id(),
        coreTask,
        (task, meter) -> models.put(spec, new TensorInputs(tensors, task), task, meter));
  }

  /** Stores a model, or a part of one. */
  interface Storing {
    OpenModel run(Task task, ProgressMeter meter);
  }

  private Promise storing(String id, CoreTask coreTask, Storing work) {
    return store.call(
        () -> new ModelHandle(this, stored(id, coreTask, work)));
  }

  /** Does the work of a call that stores tensors, and reports it. */
  OpenModel stored(String id, CoreTask coreTask, Storing work) {
    Task task = CoreTask.follow(coreTask);
    store.activity().begin(task);
    try {
      ProgressMeter meter =
          store.meter(id, -1, (Events.OnProgress) coreTask.getOnProgress());
      meter.begin(0);
      OpenModel model = work.run(task, meter);
      meter.done(model.manifest().totalSize());
      events.change("model", model.manifest().key(), "put");
      return model;
    } finally {
      store.activity().end(task);
    }
  }

  BrowserSession store() {
    return store;
  }

  Models models() {
    return models;
  }

  @Override
  public Promise get(String id, String version) {
    return store.call(
        () -> {
          OpenModel model = models.get(id, version);
          store.activity().used();
          return model == null ? null : new ModelHandle(this, model);
        });
  }

  @Override
  public Promise has(String id, String version) {
    return store.call(() -> JSBoolean.valueOf(models.has(id, version)));
  }

  @Override
  public Promise list(String name, String framework) {
    return store.call(
        () -> {
          JsArray infos = JsArray.Maker.empty();
          for (ModelInfo info : models.list(name, framework)) {
            infos.push(ModelInfos.model(info));
          }
          return infos;
        });
  }

  @Override
  public Promise versions(String id) {
    return store.call(() -> JsArray.Maker.strings(models.versions(id)));
  }

  @Override
  public Promise delete(String id, String version) {
    return store.call(
        () -> {
          boolean deleted = models.delete(id, version);
          if (deleted) {
            events.change("model", id, "delete");
            store.activity().garbage();
          }
          return JSBoolean.valueOf(deleted);
        });
  }

  @Override
  public Promise pin(String id, String version, boolean pinned) {
    return store.call(
        () -> {
          models.pin(id, version, pinned);
          return null;
        });
  }
}
