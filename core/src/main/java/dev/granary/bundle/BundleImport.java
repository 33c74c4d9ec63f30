package dev.granary.bundle;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.chunk.ByteSource;
import dev.granary.file.FileWriter;
import dev.granary.file.WriterElection;
import dev.granary.file.Writers;
import dev.granary.session.Session;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes in one bundle. Each file is written as any other is, in place of what its key had, and is
 * there once all of it fits; a bundle that fails in its middle has brought the files before that.
 *
 * <p>What it has stored of the file that it failed at is kept as an unfinished file: the same
 * bundle, imported again, goes on from there.
 */
public final class BundleImport {
  private final Session session;
  private final ByteSource source;
  private final WriterElection turns;
  private final Cancel cancel;
  private final Watcher watcher;
  private final BundleStream in;
  private final Set<String> chunks = new HashSet<>();
  private final List<FileManifest> files = new ArrayList<>();

  /** Is told what comes in. */
  public interface Watcher {
    /** A key will be written as soon as this returns. May suspend. */
    void turn(String key);

    /** A file begins, of which so many bytes are there already; gives who is told how far it is. */
    FileWriter.Progress begins(FileManifest file, long stored);

    /** It is there. */
    void done(FileManifest file);
  }

  public BundleImport(
      Session session, ByteSource source, WriterElection turns, Cancel cancel, Watcher watcher) {
    this.session = session;
    this.source = source;
    this.turns = turns;
    this.cancel = cancel;
    this.watcher = watcher;
    this.in = new BundleStream(source, session.buffers(), session.digests(), cancel);
  }

  /** Runs to the bundle's end, and closes the source; gives the files as they are stored. */
  public List<FileManifest> run() {
    try {
      in.expectStart();
      Set<String> keys = new HashSet<>();
      BundleRecord record = in.head();
      for (; record.type() != BundleRecord.Type.END; record = in.head()) {
        if (record.type() != BundleRecord.Type.FILE) {
          throw BundleStream.misplaced(record.type());
        }
        FileManifest file = BundledFile.decode(in.text(record));
        if (!keys.add(file.key())) {
          String message = "The bundle has two files of the key \"" + file.key() + "\".";
          throw new GranaryException(Code.INVALID, message).with("key", file.key());
        }
        take(file);
      }
      expectEnd(record);
      return files;
    } finally {
      source.close();
    }
  }

  private void take(FileManifest file) {
    watcher.turn(file.key());
    FileWriter writer = new Writers(session, turns).beginKnown(file, cancel);
    FileWriter.Progress progress = watcher.begins(file, writer.watermark());
    BundledChunks content = new BundledChunks(session, in, file, chunks);
    FileManifest stored = writer.write(content, cancel, progress);
    files.add(stored);
    watcher.done(stored);
    content.skipRest();
  }

  private void expectEnd(BundleRecord record) {
    BundleEnd end;
    try {
      end = BundleEnd.decode(in.text(record));
    } catch (GranaryException failure) {
      throw failure.code() == Code.CORRUPT
          ? new GranaryException(Code.INVALID, "The bundle's end cannot be read.", failure)
          : failure;
    }
    if (end.files() != files.size() || end.chunks() != chunks.size()) {
      throw new GranaryException(Code.INTEGRITY, "Something is missing from the bundle.")
          .with("expectedFiles", end.files())
          .with("actualFiles", files.size())
          .with("expectedChunks", end.chunks())
          .with("actualChunks", chunks.size());
    }
    if (!in.ended()) {
      throw new GranaryException(Code.INVALID, "Something follows the bundle's end.");
    }
  }
}
