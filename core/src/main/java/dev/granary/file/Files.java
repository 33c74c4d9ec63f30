package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkSource;
import dev.granary.session.Session;
import dev.granary.space.AccessLog;
import dev.granary.space.ItemKind;
import dev.granary.store.Batch;
import dev.granary.store.Keys;
import dev.granary.store.Row;
import dev.granary.store.RowRange;
import dev.granary.store.Snapshot;
import dev.granary.store.Step;
import dev.granary.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stores, opens, lists and deletes the files of one session. */
public final class Files {
  private static final int PIN_TRIES = 1000;

  private final Session session;
  private final WriterElection election;

  /** Makes files whose writers never wait for each other. */
  public Files(Session session) {
    this(session, WriterElection.AT_ONCE);
  }

  /** Makes files whose writers wait for each other as the election says. */
  public Files(Session session, WriterElection election) {
    this.session = session;
    this.election = election;
  }

  /**
   * Stores a file under a key and replaces the file that was there. Closes the source in every
   * case.
   */
  public FileManifest put(String key, ChunkSource source, FileSpec spec, Cancel cancel) {
    return put(key, source, spec, cancel, FileWriter.Progress.NONE);
  }

  /**
   * Stores a file as {@link #put(String, ChunkSource, FileSpec, Cancel)} does, and reports the
   * progress.
   */
  public FileManifest put(
      String key, ChunkSource source, FileSpec spec, Cancel cancel, FileWriter.Progress progress) {
    return put(key, source, spec, null, cancel, progress);
  }

  /**
   * Stores a file from a source that can be requested again.
   *
   * @param origin where the bytes come from, or null
   */
  public FileManifest put(
      String key,
      ChunkSource source,
      FileSpec spec,
      Origin origin,
      Cancel cancel,
      FileWriter.Progress progress) {
    return isSmall(spec)
        ? putSmall(key, source, spec, origin, cancel, progress).manifest()
        : putLarge(key, source, spec, origin, cancel, progress);
  }

  /** Stores a file and opens it. */
  public OpenFile putAndOpen(
      String key,
      ChunkSource source,
      FileSpec spec,
      Origin origin,
      Cancel cancel,
      FileWriter.Progress progress) {
    if (isSmall(spec)) {
      return putSmall(key, source, spec, origin, cancel, progress);
    }
    return open(putLarge(key, source, spec, origin, cancel, progress));
  }

  /** Returns whether a file is known to be small enough to be stored in one transaction. */
  public boolean isSmall(FileSpec spec) {
    return SmallPut.takes(session, spec);
  }

  private OpenFile putSmall(
      String key,
      ChunkSource source,
      FileSpec spec,
      Origin origin,
      Cancel cancel,
      FileWriter.Progress progress) {
    try {
      return new SmallPut(session, key, spec, origin, election).write(source, cancel, progress);
    } finally {
      source.close();
    }
  }

  private FileManifest putLarge(
      String key,
      ChunkSource source,
      FileSpec spec,
      Origin origin,
      Cancel cancel,
      FileWriter.Progress progress) {
    FileWriter writer;
    try {
      writer = new Writers(session, election).begin(key, spec, origin, false, cancel);
    } catch (RuntimeException | Error failure) {
      source.close();
      throw failure;
    }
    return writer.write(source, cancel, progress);
  }

  /** Opens a file for reading, which counts as a use of it; null when there is none. */
  public OpenFile open(String key) {
    Snapshot opened = session.store().read(Keys.none().content(Table.FILES, key));
    Row row = opened.row(Table.FILES, key);
    if (row == null) {
      return null;
    }
    session.accessLog().touch(ItemKind.FILE, key, 1);
    return new OpenFile(session, FileManifest.decode(key, row.stamp(), row.text()), opened);
  }

  /**
   * Opens a file that was just stored, by its manifest. This works even when another session has
   * replaced the file since, or when the store has been closed.
   */
  public OpenFile open(FileManifest stored) {
    Snapshot opened;
    try {
      opened = session.store().read(Keys.none().content(Table.FILES, stored.key()));
    } catch (GranaryException closed) {
      opened = new Snapshot();
    }
    return new OpenFile(session, stored, opened);
  }

  /** Describes a file without counting as a use of it; null when there is none. */
  public FileManifest find(String key) {
    Row row = row(key);
    return row == null ? null : FileManifest.decode(key, row.stamp(), row.text());
  }

  public boolean has(String key) {
    return row(key) != null;
  }

  /** Lists all files whose keys start with the prefix, in the order of their keys. */
  public List<FileInfo> list(String prefix) {
    String accessPrefix = ItemKind.FILE.accessKey(prefix);
    RowRange<FileManifest> manifests = new RowRange<>(Table.FILES, prefix, Files::readable);
    Snapshot rows =
        session.store().read(Keys.none().rows(manifests).rows(Table.ACCESS, accessPrefix));
    Map<String, Long> times = AccessLog.times(ItemKind.FILE, rows.rows(Table.ACCESS, accessPrefix));
    List<FileInfo> found = new ArrayList<>();
    for (FileManifest manifest : rows.rows(manifests)) {
      long unwritten = session.accessLog().touchedAt(ItemKind.FILE, manifest.key());
      long last = Math.max(manifest.createdAt(), unwritten);
      Long read = times.get(manifest.key());
      found.add(new FileInfo(manifest, read == null ? last : Math.max(last, read)));
    }
    return found;
  }

  // One unreadable manifest must not hide all other files. To open its key reports the reason.
  private static FileManifest readable(Row row) {
    try {
      return FileManifest.decode(row.key(), row.stamp(), row.text());
    } catch (GranaryException unreadable) {
      return null;
    }
  }

  /**
   * Stores an existing file under another key too, by a manifest that names the same chunks. No
   * byte is read or copied. Does nothing when a writer is writing the other key.
   *
   * @param spec what to keep beside the file. An empty type and a null pin take the file's own;
   *     promises are not checked
   * @return false when the file was changed or deleted since its manifest was read, or when the
   *     other key exists already
   */
  public boolean adopt(FileManifest file, String key, FileSpec spec, Origin origin) {
    long now = session.clock().now();
    FileManifest copy =
        new FileManifest(
            key,
            Row.UNSTAMPED,
            file.size(),
            spec.typed(file.type()).type(),
            file.sha256(),
            file.chunks(),
            origin,
            now,
            spec.pinned() == null ? file.pinned() : spec.pinned(),
            spec.metadata());
    Batch batch =
        Batch.of(Step.FILE_ADOPT, now)
            .requireStamp(Table.FILES, file.key(), file.stamp())
            .requireAbsent(Table.FILES, key)
            .requireAbsent(Table.JOURNALS, key)
            .put(copy.row())
            .build();
    return session.commits().commit(batch, key, 0).committed();
  }

  /**
   * Deletes a file; returns false when there was none. A reader that has opened the file can go on
   * reading.
   */
  public boolean delete(String key) {
    return delete(key, List.of());
  }

  private boolean delete(String key, List<String> documents) {
    Batch.Builder batch =
        Batch.of(Step.FILE_DELETE, session.clock().now())
            .requirePresent(Table.FILES, key)
            .delete(Table.FILES, key)
            .delete(Table.ACCESS, ItemKind.FILE.accessKey(key));
    for (String document : documents) {
      batch.delete(Table.DOCUMENTS, document);
    }
    session.accessLog().forget(ItemKind.FILE, key);
    return session.commits().commit(batch.build(), key, 0).committed();
  }

  /**
   * Deletes a file together with its documents: the document of the same key, and those whose keys
   * continue with a slash.
   *
   * @return the documents' keys, or null when there was no file
   */
  public List<String> deleteWithDocuments(String key) {
    List<String> documents = new ArrayList<>();
    Keys wanted = Keys.none().rows(Table.DOCUMENTS, key);
    for (Row row : session.store().read(wanted).rows(Table.DOCUMENTS, key)) {
      if (row.key().equals(key) || row.key().startsWith(key + "/")) {
        documents.add(row.key());
      }
    }
    return delete(key, documents) ? documents : null;
  }

  /** Protects a file from eviction, or ends the protection. NOT_FOUND when there is no file. */
  public void pin(String key, boolean pinned) {
    for (int i = 0; i < PIN_TRIES; i++) {
      Row row = row(key);
      if (row == null) {
        throw absent(key);
      }
      FileManifest manifest = FileManifest.decode(key, row.stamp(), row.text());
      Batch batch =
          Batch.of(Step.FILE_PIN, session.clock().now())
              .requireStamp(Table.FILES, key, row.stamp())
              .put(manifest.withPinned(pinned).row())
              .build();
      if (session.commits().commit(batch, key, 0).committed()) {
        return;
      }
    }
    throw new GranaryException(Code.CONFLICT, "The file \"" + key + "\" keeps changing. Try again.")
        .with("key", key);
  }

  /** Makes the error for a key without a file. */
  public static GranaryException absent(String key) {
    return new GranaryException(Code.NOT_FOUND, "There is no file under the key \"" + key + "\".")
        .with("key", key);
  }

  private Row row(String key) {
    return session.store().read(Keys.none().row(Table.FILES, key)).row(Table.FILES, key);
  }
}
