package dev.granary.web.api;

import dev.granary.Task;
import dev.granary.bundle.BundleImport;
import dev.granary.catalog.FileManifest;
import dev.granary.chunk.ByteSource;
import dev.granary.file.FileInfo;
import dev.granary.file.FileWriter;
import dev.granary.file.KeyLocks;
import dev.granary.file.ProgressMeter;
import dev.granary.session.Session;
import dev.granary.web.dom.JsArray;
import org.teavm.jso.JSObject;

/**
 * Imports a bundle and reports it to JavaScript. Each file of the bundle gives the same events as a
 * put, and takes turns with the other writers of its key.
 */
final class Bundling implements BundleImport.Watcher {
  private final BrowserSession store;
  private final Events events;
  private final Task task;
  private final Events.OnProgress own;
  private final JsArray infos = JsArray.Maker.empty();
  private KeyLocks.Held turn;
  private ProgressMeter meter;

  Bundling(BrowserSession store, Events events, Task task, Events.OnProgress own) {
    this.store = store;
    this.events = events;
    this.task = task;
    this.own = own;
  }

  /** Imports a bundle; returns the infos of its files. */
  JSObject run(Session session, ByteSource source) {
    try {
      new BundleImport(session, source, store.turns().election(task), task, this).run();
      return infos;
    } finally {
      release();
    }
  }

  private void release() {
    if (turn != null) {
      turn.release();
      turn = null;
    }
  }

  @Override
  public void turn(String key) {
    turn = store.turns().lock(key, task);
  }

  @Override
  public FileWriter.Progress begins(FileManifest file, long stored) {
    meter = store.meter(file.key(), file.size(), own);
    meter.begin(stored);
    return meter;
  }

  @Override
  public void done(FileManifest file) {
    release();
    meter.done(file.size());
    events.change("file", file.key(), "put");
    infos.push(Infos.file(new FileInfo(file, file.createdAt())));
  }
}
