package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.collection.CollectionManifest;
import dev.granary.collection.OpenCollection;
import dev.granary.collection.SegmentSource;
import dev.granary.collection.StoredCollections;
import dev.granary.file.FileWriter;
import dev.granary.file.ProgressMeter;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSNumber;

/** Exports the stored collections of one store to JavaScript. */
final class VectorExports implements CoreVectors {
  private static final String KIND = "collection";

  private final BrowserSession store;
  private final StoredCollections collections;

  private VectorExports(BrowserSession store) {
    this.store = store;
    collections = new StoredCollections(store.session());
  }

  /** Returns the stored collections of the open store with this number. */
  static Promise of(int id) {
    return Calls.async(() -> new VectorExports(OpenStores.get(id).store()));
  }

  @Override
  public Promise open(String name) {
    return store.call(
        () -> {
          OpenCollection image = collections.open(name);
          return image == null ? null : new StoredImageExports(store, image);
        });
  }

  @Override
  public Promise save(String name, double generation, CoreImageSource image, CoreTask coreTask) {
    return store.call(
        () -> {
          Task task = CoreTask.follow(coreTask);
          store.activity().begin(task);
          try {
            CollectionManifest saved = save(name, (long) generation, image, coreTask, task);
            store.events().change(KIND, name, "put");
            return JSNumber.valueOf((double) saved.generation());
          } finally {
            store.activity().end(task);
          }
        });
  }

  private CollectionManifest save(
      String name, long generation, CoreImageSource image, CoreTask coreTask, Task task) {
    Events.OnProgress own = (Events.OnProgress) coreTask.getOnProgress();
    ProgressMeter meter = store.meter(name, -1, own);
    var content = new CollectionManifest.Content(image.dimensions(), image.items(), image.meta());
    Written written = new Written(meter);
    CollectionManifest saved =
        collections.save(name, generation, content, new Segments(image), task, written);
    meter.done(written.bytes);
    return saved;
  }

  /** Counts the bytes that one save writes. */
  private static final class Written implements FileWriter.Progress {
    private final ProgressMeter meter;
    private long bytes;

    Written(ProgressMeter meter) {
      this.meter = meter;
    }

    @Override
    public void stored(long now) {
      bytes = now;
      meter.stored(now);
    }
  }

  /** Takes the segments from the program of the vectors. */
  private record Segments(CoreImageSource image) implements SegmentSource {
    @Override
    public boolean advance() {
      return image.advance();
    }

    @Override
    public int kept() {
      return image.kept();
    }

    @Override
    public byte[] bytes() {
      return image.bytes().toJavaArray();
    }
  }

  @Override
  public Promise list() {
    return store.call(
        () -> {
          JsArray all = JsArray.Maker.empty();
          for (CollectionManifest each : collections.list()) {
            all.push(info(each.name(), each.dimensions(), each.items(), each.bytes()));
          }
          return all;
        });
  }

  @JSBody(
      params = {"name", "dimensions", "size", "bytes"},
      script = "return { name: name, dimensions: dimensions, size: size, bytes: bytes };")
  private static native JSObject info(String name, int dimensions, int size, double bytes);

  @Override
  public Promise delete(String name) {
    return store.call(
        () -> {
          boolean deleted = collections.delete(name);
          if (deleted) {
            store.events().change(KIND, name, "delete");
            store.activity().garbage();
          }
          return JSBoolean.valueOf(deleted);
        });
  }
}
