package dev.granary.file;

import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha1;

/**
 * A source whose bytes are named as git names a blob while they pass: by the SHA-1 of their length
 * and themselves. Only small files are known by such a name alone, so it begins at the first chunk.
 */
final class GitBlob implements ChunkSource {
  private final ChunkSource source;
  private final Sha1 sha1 = new Sha1();

  private GitBlob(ChunkSource source, long size) {
    this.source = source;
    String head = "blob " + size + "\0";
    // Without a charset, which would bring the machinery of all of them along.
    byte[] ascii = new byte[head.length()];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) head.charAt(i);
    }
    sha1.update(ascii, 0, ascii.length);
  }

  /** Null where the file is known by a better digest, or by none. */
  static GitBlob of(FileSpec spec, ChunkSource source) {
    return spec.gitSha1() == null || spec.sha256() != null
        ? null
        : new GitBlob(source, spec.size());
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    int length = source.chunk(index, into);
    sha1.update(into.memory(), 0, length);
    return length;
  }

  /** The name of what has passed. */
  String sha1() {
    return Hex.encode(sha1.digest());
  }
}
