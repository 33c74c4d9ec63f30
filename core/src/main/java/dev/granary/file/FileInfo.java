package dev.granary.file;

import dev.granary.catalog.FileManifest;

/**
 * What is known of a file without opening it.
 *
 * @param lastAccessed when it was last opened, or else stored, in milliseconds since 1970
 */
public record FileInfo(FileManifest manifest, long lastAccessed) {
  public String key() {
    return manifest.key();
  }
}
