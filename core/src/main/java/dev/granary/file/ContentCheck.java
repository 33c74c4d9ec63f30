package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkSource;

/** Checks that the bytes of a file are the promised ones. */
final class ContentCheck {
  private final String key;
  private final FileSpec spec;
  private final ChunkSource source;

  /** Computes the file's git name, or null when no git name is promised. */
  private final GitBlob git;

  ContentCheck(String key, FileSpec spec, ChunkSource source) {
    this.key = key;
    this.spec = spec;
    this.source = source;
    this.git = GitBlob.of(spec, source);
  }

  /** Returns the source that the writer must read, so that the check sees every byte. */
  ChunkSource source() {
    return git == null ? source : git;
  }

  /** Throws INTEGRITY when the bytes are not the promised ones. */
  void expectKept(Pumped pumped) {
    String expected = git == null ? spec.sha256() : spec.gitSha1();
    String actual = git == null ? pumped.sha256() : git.sha1();
    boolean rightSize = spec.size() == FileSpec.UNKNOWN || spec.size() == pumped.size();
    if (rightSize && (expected == null || expected.equals(actual))) {
      return;
    }
    GranaryException broken =
        rightSize
            ? new GranaryException(
                    Code.INTEGRITY,
                    "The digest of the bytes for \""
                        + key
                        + "\" is "
                        + actual
                        + " and not "
                        + expected
                        + ".")
                .with("key", key)
                .with("actualSize", pumped.size())
            : spec.wrongSize(key, pumped.size());
    broken.with("actual", actual);
    if (spec.size() != FileSpec.UNKNOWN) {
      broken.with("expectedSize", spec.size());
    }
    if (expected != null) {
      broken.with("expected", expected);
    }
    throw broken;
  }
}
