package dev.granary.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Scheduler;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.codec.ZipDeflate;
import dev.granary.digest.Digests;
import dev.granary.file.FileWriter;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.file.WriterElection;
import dev.granary.session.Session;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import dev.granary.store.Table;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Provides a store for exports and imports, with chunks of 64 KiB. */
final class BundleRig {
  static final int CHUNK = ChunkLayout.SMALLEST;

  private final String owner;
  final GlassStore disk;
  final FaultyStore store;
  final Session session;
  final Files files;

  WriterElection turns = WriterElection.AT_ONCE;

  /** Runs before the source gives a piece. */
  Runnable meanwhile = () -> {};

  long now = 1_800_000_000_000L;

  /** What an import reported: keys that began, with their offset, and keys that were done. */
  final List<String> events = new ArrayList<>();

  /** The keys that an import announced before it wrote them. */
  final List<String> announced = new ArrayList<>();

  /** What the import wants to be called while its source waits. */
  ChunkSource.Beat beat = () -> {};

  BundleRig() {
    this(ChunkForm.MEMORY);
  }

  BundleRig(ChunkForm form) {
    this(new GlassStore(form), "the owner", CHUNK);
  }

  BundleRig(int chunkSize) {
    this(new GlassStore(ChunkForm.MEMORY), "the owner", chunkSize);
  }

  private BundleRig(GlassStore disk, String owner, int chunkSize) {
    this.disk = disk;
    this.owner = owner;
    store = new FaultyStore(disk);
    session = session(new ChunkLayout(chunkSize));
    files = new Files(session);
  }

  /** Opens a session of the same store with other chunks. */
  Session session(ChunkLayout layout) {
    return Session.open(
        store,
        () -> now,
        () -> journal -> journal.owner().equals(owner),
        owner,
        Digests.JAVA,
        layout,
        Batch.UNLIMITED,
        Verify.FIRST_READ,
        SpacePort.UNKNOWN,
        new ZipDeflate(),
        Scheduler.NONE);
  }

  /** Opens the same store for the next process, after the first one died. */
  BundleRig reopened(String owner) {
    return new BundleRig(disk, owner, CHUNK);
  }

  FileManifest put(String key, byte[] content) {
    return put(key, content, FileSpec.ANY);
  }

  FileManifest put(String key, byte[] content, FileSpec spec) {
    return files.put(key, ChunkSource.of(content), spec, Cancel.NEVER);
  }

  byte[] read(String key) {
    OpenFile file = files.open(key);
    return file == null ? null : file.bytes(0, file.manifest().size());
  }

  byte[] export(String... keys) {
    BundleExport export = new BundleExport(files, List.of(keys), session.digests());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece = export.next(); piece != null; piece = export.next()) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  List<FileManifest> take(byte[] bundle) {
    return take(bundle, 5000, Cancel.NEVER);
  }

  List<FileManifest> take(byte[] bundle, int piece, Cancel cancel) {
    Bytes source = new Bytes(bundle, piece);
    try {
      return new BundleImport(session, source, turns, cancel, watcher()).run();
    } finally {
      assertEquals(1, source.closed);
      assertEquals(0, session.buffers().count());
    }
  }

  GranaryException refuses(Code code, byte[] bundle) {
    GranaryException failure = assertThrows(GranaryException.class, () -> take(bundle));
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  private BundleImport.Watcher watcher() {
    return new BundleImport.Watcher() {
      @Override
      public void turn(String key) {
        announced.add(key);
      }

      @Override
      public FileWriter.Progress begins(FileManifest file, long stored) {
        events.add(file.key() + " from " + stored);
        return FileWriter.Progress.NONE;
      }

      @Override
      public void done(FileManifest file) {
        events.add(file.key() + " done");
      }
    };
  }

  int journals() {
    return disk.rows(Table.JOURNALS).size();
  }

  /** Makes bytes of which no two chunks are equal. */
  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    int state = seed;
    for (int i = 0; i < length; i++) {
      state = state * 1_103_515_245 + 12_345;
      bytes[i] = (byte) (state >> 16);
    }
    return bytes;
  }

  private final class Bytes implements ByteSource {
    private final byte[] content;
    private final int piece;
    private int at;
    private int closed;

    Bytes(byte[] content, int piece) {
      this.content = content;
      this.piece = piece;
    }

    @Override
    public int read(ChunkBuffer into, int offset, int length) {
      meanwhile.run();
      if (at == content.length) {
        return -1;
      }
      int read = Math.min(Math.min(length, piece), content.length - at);
      System.arraycopy(content, at, into.memory(), offset, read);
      at += read;
      return read;
    }

    @Override
    public void whileWaiting(ChunkSource.Beat given) {
      beat = given;
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
