package dev.granary.web.api;

import dev.granary.bundle.BundleImport;
import dev.granary.catalog.FileManifest;
import dev.granary.chunk.ByteSource;
import dev.granary.file.FileInfo;
import dev.granary.file.FileWriter;
import dev.granary.file.ProgressMeter;
import dev.granary.file.WriterElection;
import dev.granary.session.Session;
import dev.granary.web.dom.JsArray;
import dev.granary.web.source.Task;
import org.teavm.jso.JSObject;

/**
 * A bundle on its way in, and what JavaScript is told of it: each file as if it were put, and in
 * turn with whoever puts it.
 */
final class Bundling implements BundleImport.Watcher {
  private final BrowserSession store;
  private final Events events;
  private final Task task;
  private final Events.OnProgress own;
  private final JsArray infos = JsArray.Maker.empty();
  private KeyLock turn;
  private ProgressMeter meter;

  Bundling(BrowserSession store, Events events, Task task, Events.OnProgress own) {
    this.store = store;
    this.events = events;
    this.task = task;
    this.own = own;
  }

  /** Imports a bundle; gives what is known of its files. */
  JSObject run(Session session, ByteSource source, WriterElection turns) {
    try {
      new BundleImport(session, source, turns, task, this).run();
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
    turn = store.lock(key, task);
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
