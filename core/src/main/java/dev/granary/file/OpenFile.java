package dev.granary.file;

import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.chunk.RandomAccess;
import dev.granary.session.Session;
import dev.granary.store.RowKey;
import dev.granary.store.Snapshot;
import dev.granary.store.Table;

/** Reads a file as it was when it was opened; {@link OpenContent} says for how long. */
public final class OpenFile implements ChunkSource {
  private final Session session;
  private final FileManifest manifest;
  private final OpenContent content;

  OpenFile(Session session, FileManifest manifest, Snapshot opened) {
    this.session = session;
    this.manifest = manifest;
    RowKey row = new RowKey(Table.FILES, manifest.key());
    content = new OpenContent(session, row, manifest.chunks(), opened);
  }

  public FileManifest manifest() {
    return manifest;
  }

  /** Describes the file. Its last use is now. */
  public FileInfo info() {
    return new FileInfo(manifest, session.clock().now());
  }

  /** Returns the bytes of the file. */
  public OpenContent content() {
    return content;
  }

  /** Begins to read from {@code start} to {@code end}, which must lie inside the file. */
  public ContentReading read(long start, long end) {
    return content.read(start, end);
  }

  /** All verified bytes of a file that is less than 2 GiB long. */
  public byte[] bytes() {
    return bytes(0, manifest.size());
  }

  /**
   * Reads the verified bytes from {@code start} to {@code end}, which must lie inside the file and
   * less than 2 GiB apart.
   */
  public byte[] bytes(long start, long end) {
    return content.bytes(start, end);
  }

  /** Gives access to any range of the file, for a reader of its format. */
  public RandomAccess randomAccess() {
    return content.randomAccess();
  }

  /**
   * Returns whether the file has the promised git name; reads the whole file when one is promised.
   */
  public boolean isBlob(FileSpec promised) {
    GitBlob git = GitBlob.of(promised, this);
    if (git == null) {
      return true;
    }
    git.forEach(session.layout().chunkSize(), session.buffers(), (index, memory, length) -> {});
    return promised.gitSha1().equals(git.sha1());
  }

  /** Reads the verified content chunk by chunk, in any order and with any chunk size. */
  @Override
  public int chunk(int index, ChunkBuffer into) {
    ChunkLayout layout = new ChunkLayout(into.capacity());
    int length = layout.length(index, manifest.size());
    if (length > 0) {
      read(layout.offset(index), layout.offset(index) + length).readTo(into.memory());
    }
    return length;
  }
}
