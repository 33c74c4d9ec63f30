package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.bundle.BundleExport;
import dev.granary.chunk.ByteSource;
import dev.granary.file.Files;
import dev.granary.session.Session;
import dev.granary.space.SpacePort;
import dev.granary.space.Suggestions;
import dev.granary.space.Usage;
import dev.granary.web.bridge.Calls;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.source.CoreTask;
import dev.granary.web.source.Sources;
import java.util.ArrayList;
import java.util.List;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSString;

/** Exports the upkeep of an open store to JavaScript: bundles, verification and usage. */
final class UpkeepExports implements CoreUpkeep {
  private final BrowserSession store;
  private final Session session;
  private final Events events;

  private UpkeepExports(BrowserSession store) {
    this.store = store;
    session = store.session();
    events = store.events();
  }

  /** Returns the upkeep of the open store with this number. */
  static Promise of(int id) {
    return Calls.async(() -> new UpkeepExports(OpenStores.get(id).store()));
  }

  @Override
  public Promise exportBundle(JsArray keys) {
    return store.call(
        () -> {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < keys.getLength(); i++) {
            names.add(((JSString) keys.get(i)).stringValue());
          }
          Files files = new Files(session);
          return new BundlePieces(store, new BundleExport(files, names, session.digests()));
        });
  }

  @Override
  public Promise importBundle(JSObject source, CoreTask coreTask) {
    return store.call(
        () -> {
          Task task = CoreTask.follow(coreTask);
          ByteSource opened = Sources.bytes(source, task);
          store.activity().begin(task);
          try {
            Events.OnProgress own = (Events.OnProgress) coreTask.getOnProgress();
            return new Bundling(store, events, task, own).run(session, opened);
          } finally {
            store.activity().end(task);
          }
        });
  }

  @Override
  public Promise verify(String key, boolean repair, CoreTask coreTask) {
    return store.call(
        () -> {
          Task task = CoreTask.follow(coreTask);
          store.activity().begin(task);
          try {
            Events.OnProgress own = (Events.OnProgress) coreTask.getOnProgress();
            return Verifying.run(store, key, repair, task, own);
          } finally {
            store.activity().endWithoutGarbage(task);
            if (repair) {
              store.activity().filling();
            }
          }
        });
  }

  @Override
  public Promise stats() {
    return store.call(
        () -> {
          List<Usage.Item> items = Usage.of(session.store(), session.accessLog());
          SpacePort.Figures space = new BrowserSpace(events, store.inMemory()).ask();
          Suggestions suggestions =
              new Suggestions(
                  session.store(),
                  session.clock(),
                  session.owners(),
                  session.clean(),
                  session.budget());
          boolean mayPersist = !store.inMemory() && Platform.storage() != null;
          return UsageInfos.of(store.stats(), items, suggestions.of(items, space, mayPersist));
        });
  }
}
