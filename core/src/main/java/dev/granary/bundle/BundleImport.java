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
 * Reads one bundle and stores its files. Each file is written like any other and replaces the file
 * under its key after the whole file is verified. A bundle that fails in its middle has stored the
 * files before the failure.
 *
 * <p>The chunks of the file at which an import failed are kept as an unfinished file. To import the
 * same bundle again resumes there.
 */
public final class BundleImport {
  private final Session session;
  private final ByteSource source;
  private final WriterElection election;
  private final Cancel cancel;
  private final Watcher watcher;
  private final BundleStream in;
  private final Set<String> chunks = new HashSet<>();
  private final List<FileManifest> files = new ArrayList<>();

  /** Receives what the import does. */
  public interface Watcher {
    /** Announces that the import writes this key next. May suspend. */
    void turn(String key);

    /**
     * Announces a file of which {@code stored} bytes are already stored; returns the receiver of
     * its progress.
     */
    FileWriter.Progress begins(FileManifest file, long stored);

    /** Announces that the file is stored. */
    void done(FileManifest file);
  }

  public BundleImport(
      Session session, ByteSource source, WriterElection election, Cancel cancel, Watcher watcher) {
    this.session = session;
    this.source = source;
    this.election = election;
    this.cancel = cancel;
    this.watcher = watcher;
    this.in = new BundleStream(source, session.buffers(), session.digests(), cancel);
  }

  /** Reads the bundle to its end and closes the source; returns the stored files. */
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
          String message = "The bundle has two files with the key \"" + file.key() + "\".";
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
    FileWriter writer = new Writers(session, election).beginKnown(file, cancel);
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
      throw new GranaryException(
              Code.INTEGRITY, "The bundle is incomplete: files or chunks are missing.")
          .with("expectedFiles", end.files())
          .with("actualFiles", files.size())
          .with("expectedChunks", end.chunks())
          .with("actualChunks", chunks.size());
    }
    if (!in.ended()) {
      throw new GranaryException(Code.INVALID, "Data follows the end of the bundle.");
    }
  }
}
