package dev.granary.web.api;

import dev.granary.bundle.BundleImport;
import dev.granary.chunk.ByteSource;
import dev.granary.file.FileInfo;
import dev.granary.file.FileWriter;
import dev.granary.file.ProgressMeter;
import dev.granary.manifest.FileManifest;
import dev.granary.session.Session;
import dev.granary.web.dom.JsArray;
import dev.granary.web.source.Task;
import org.teavm.jso.JSObject;

/** A bundle on its way in, and what JavaScript is told of it: each file as if it were put. */
final class Bundling implements BundleImport.Watcher {
  private final Session session;
  private final Events events;
  private final Events.OnProgress own;
  private final JsArray infos = JsArray.Maker.empty();
  private ProgressMeter meter;

  private Bundling(Session session, Events events, Events.OnProgress own) {
    this.session = session;
    this.events = events;
    this.own = own;
  }

  /** Imports a bundle; gives what is known of its files. */
  static JSObject run(
      Session session, Events events, ByteSource source, Task task, Events.OnProgress own) {
    Bundling told = new Bundling(session, events, own);
    new BundleImport(session, source, task, told).run();
    return told.infos;
  }

  @Override
  public FileWriter.Progress begins(FileManifest file) {
    String key = file.key();
    meter =
        new ProgressMeter(
            session.clock(),
            file.size(),
            (loaded, total, speed, done) -> events.progress(own, key, loaded, total, speed, done));
    meter.begin();
    return meter;
  }

  @Override
  public void done(FileManifest file) {
    meter.done(file.size());
    events.change("file", file.key(), "put");
    infos.push(Infos.file(new FileInfo(file, session.clock().now())));
  }
}
