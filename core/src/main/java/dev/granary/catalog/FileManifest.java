package dev.granary.catalog;

import dev.granary.store.Row;
import dev.granary.store.Table;
import java.util.List;

/**
 * Describes a stored file. A key exists exactly when its manifest does, and a manifest names only
 * stored chunks.
 *
 * @param stamp the stamp of the last write of this manifest; zero until it is stored
 * @param size the file's bytes, all chunks together
 * @param type the media type; empty when unknown
 * @param sha256 the digest of the whole file, in hexadecimal
 * @param chunks the chunks in file order; none when the file is empty
 * @param origin where the bytes came from, or null
 * @param createdAt milliseconds since 1970
 * @param metadata the caller's own JSON, kept unchanged, or null
 */
public record FileManifest(
    String key,
    long stamp,
    long size,
    String type,
    String sha256,
    List<ChunkRef> chunks,
    Origin origin,
    long createdAt,
    boolean pinned,
    String metadata) {

  public FileManifest {
    chunks = List.copyOf(chunks);
  }

  /** Returns the same file, pinned or unpinned. */
  public FileManifest withPinned(boolean nowPinned) {
    return new FileManifest(
        key, stamp, size, type, sha256, chunks, origin, createdAt, nowPinned, metadata);
  }

  /** Returns the same manifest with the stamp that the store gave it. */
  public FileManifest withStamp(long newStamp) {
    return new FileManifest(
        key, newStamp, size, type, sha256, chunks, origin, createdAt, pinned, metadata);
  }

  /** Makes the row that keeps this manifest. */
  public Row row() {
    return new Row(Table.FILES, key, Row.UNSTAMPED, size, ChunkRef.distinctIds(chunks), encode());
  }

  /**
   * Returns the text of this manifest. The row keeps key and stamp, so the text does not contain
   * them.
   */
  public String encode() {
    return ManifestCodec.encode(this);
  }

  /** Reads the text that {@link #encode} wrote, in this or any earlier version of Granary. */
  public static FileManifest decode(String key, long stamp, String text) {
    return ManifestCodec.decodeFile(key, stamp, text);
  }
}
