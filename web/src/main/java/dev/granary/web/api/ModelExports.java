package dev.granary.web.api;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.catalog.ModelManifest;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.ProgressMeter;
import dev.granary.model.FileImport;
import dev.granary.model.ModelInfo;
import dev.granary.model.ModelSpec;
import dev.granary.model.Models;
import dev.granary.model.OpenModel;
import dev.granary.model.TensorReading;
import dev.granary.tensor.DataType;
import dev.granary.web.bridge.Bytes;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.CoroutineScheduler;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.Blob;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.http.WebHttp;
import dev.granary.web.source.BlobTensors;
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
  private final TensorReading reading;
  private final ModelHeaders headers;

  private ModelExports(StoreExports open) {
    store = open.store();
    events = store.events();
    files = new Files(store.session());
    Task task = new Task(CoroutineScheduler.INSTANCE);
    models = new Models(store.session(), open.access().client(WebHttp.anonymous(task), task));
    store.useModels(models);
    reading = new TensorReading(store.tensorCache(), Bytes::putFloats, new Yielding()::take);
    headers = new ModelHeaders(files);
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
    return store.call(() -> new ModelHandle(this, stored(id, coreTask, work)));
  }

  /** Does the work of a call that stores tensors, and reports it. */
  OpenModel stored(String id, CoreTask coreTask, Storing work) {
    Task task = CoreTask.follow(coreTask);
    store.activity().begin(task);
    try {
      ProgressMeter meter = store.meter(id, -1, (Events.OnProgress) coreTask.getOnProgress());
      meter.begin(0);
      OpenModel model = work.run(task, meter);
      meter.done(model.manifest().totalSize());
      events.change("model", model.manifest().key(), "put");
      return model;
    } finally {
      store.activity().end(task);
    }
  }

  @Override
  public Promise importFiles(
      ModelFields fields,
      JsArray keys,
      JsArray digests,
      JSObject blob,
      boolean align,
      CoreTask coreTask) {
    ModelSpec spec = ModelFields.spec(fields);
    return storing(
        spec.id(),
        coreTask,
        (task, meter) ->
            blob == null
                ? new FileImport(models, files).run(spec, opened(keys, digests), align, task, meter)
                : models.put(spec, new BlobTensors((Blob) blob, task), task, meter));
  }

  /** Opens the files that the caller has opened before; NOT_FOUND when one has gone since. */
  private List<OpenFile> opened(JsArray keys, JsArray digests) {
    List<OpenFile> opened = new ArrayList<>();
    for (int i = 0; i < keys.getLength(); i++) {
      String key = ((JSString) keys.get(i)).stringValue();
      OpenFile file = files.open(key);
      String digest = ((JSString) digests.get(i)).stringValue();
      if (file == null || !file.manifest().sha256().equals(digest)) {
        throw new GranaryException(
                Code.NOT_FOUND, "The file \"" + key + "\" was replaced or deleted.")
            .with("key", key)
            .with("replaced", true);
      }
      opened.add(file);
    }
    return opened;
  }

  @Override
  public Promise tensors(CoreFile file, String key, String sha256, double size) {
    return store.call(() -> headers.tensors(file, key, sha256, size));
  }

  @Override
  public Promise header(CoreFile file, String key, String sha256, double size) {
    return store.call(() -> headers.header(file, key, sha256, size));
  }

  /** Reads a tensor of an open model, converted. */
  byte[] read(OpenModel model, String name, DataType as, Task task) {
    return reading.read(model, name, as, task);
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
          List<String> versions = version == null ? models.versions(id) : List.of(version);
          boolean deleted = models.delete(id, version);
          if (deleted) {
            for (String each : versions) {
              events.change("model", ModelManifest.key(id, each), "delete");
            }
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
