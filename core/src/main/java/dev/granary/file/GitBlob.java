package dev.granary.file;

import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha1;

/**
 * Computes the git name of the bytes that pass through it: the SHA-1 of their length and
 * themselves. Only small files are known by a git name alone, so the computation starts at the
 * first chunk.
 */
final class GitBlob implements ChunkSource {
  private final ChunkSource source;
  private final Sha1 sha1 = new Sha1();

  private GitBlob(ChunkSource source, long size) {
    this.source = source;
    String head = "blob " + size + "\0";
    // Without a charset, because a charset would add the code for all charsets to the download.
    byte[] ascii = new byte[head.length()];
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] = (byte) head.charAt(i);
    }
    sha1.update(ascii, 0, ascii.length);
  }

  /** Returns null when the file has a better digest, or none. */
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

  @Override
  public boolean endsWithShortChunk() {
    return source.endsWithShortChunk();
  }

  /** Returns the git name of the bytes that have passed. */
  String sha1() {
    return Hex.encode(sha1.digest());
  }
}
