package dev.granary.integrity;

import dev.granary.Cancel;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.session.Session;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import dev.granary.store.Table;
import java.nio.charset.StandardCharsets;

/** A session over a store that can be damaged; texts are contents, four letters a chunk. */
final class Rig {
  final GlassStore disk;
  final FaultyStore store;
  final Session session;
  final Files files;
  long now = 1_800_000_000_000L;

  /** Happens whenever the session looks at the clock. */
  Runnable atClock = () -> {};

  Rig(ChunkForm form) {
    this(form, Verify.FIRST_READ);
  }

  Rig(ChunkForm form, Verify verify) {
    disk = new GlassStore(form);
    store = new FaultyStore(disk);
    session =
        Session.open(
            store,
            () -> {
              atClock.run();
              return now;
            },
            () -> journal -> true,
            "the owner",
            Digests.JAVA,
            new ChunkLayout(4),
            Batch.UNLIMITED,
            verify);
    files = new Files(session);
  }

  FileManifest put(String key, String content) {
    ChunkSource source = ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
    return files.put(key, source, FileSpec.ANY, Cancel.NEVER);
  }

  String read(String key) {
    OpenFile file = files.open(key);
    return new String(file.bytes(0, file.manifest().size()), StandardCharsets.US_ASCII);
  }

  /** The same content with where it came from. */
  FileManifest download(String key, String content, Origin origin) {
    ChunkSource source = ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
    FileWriter.Progress nobody = FileWriter.Progress.NONE;
    return files.put(key, source, FileSpec.ANY, origin, Cancel.NEVER, nobody);
  }

  ScrubReport repair(Http http) {
    return new Scrub(session, null, http, Cancel.NEVER, (key, loaded, total, speed, done) -> {})
        .run();
  }

  ScrubReport scrub() {
    return new Scrub(session, null, null, Cancel.NEVER, (key, loaded, total, speed, done) -> {})
        .run();
  }

  ScrubReport scrub(String key) {
    return new Scrub(session, null, null, Cancel.NEVER, (name, loaded, total, speed, done) -> {})
        .run(key);
  }

  /** The id of a chunk, as the catalogue names it. */
  String chunk(String key, int index) {
    String text = disk.row(Table.FILES, key).text();
    return FileManifest.decode(key, 0, text).chunks().get(index).id();
  }

  /** Checks that no unnamed chunk is left, and that the totals are right. */
  String totalsAfterASweep() {
    new Sweep(disk, session.clock(), () -> journal -> true).run(0);
    return disk.totals().toString();
  }
}
