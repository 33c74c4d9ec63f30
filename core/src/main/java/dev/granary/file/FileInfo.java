package dev.granary.file;

import dev.granary.catalog.FileManifest;

/**
 * Describes a file without opening it.
 *
 * @param lastAccessed when the file was last opened, or else stored, in milliseconds since 1970
 */
public record FileInfo(FileManifest manifest, long lastAccessed) {
  public String key() {
    return manifest.key();
  }
}
