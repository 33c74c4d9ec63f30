package dev.granary.file;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkPump.Pumped;
import dev.granary.chunk.ChunkSource;

/** What a file is promised to be, and whether what came is that. */
final class ContentCheck {
  private final String key;
  private final FileSpec spec;
  private final ChunkSource source;

  /** The file as a blob of git, or null where it is not promised by that name. */
  private final GitBlob git;

  ContentCheck(String key, FileSpec spec, ChunkSource source) {
    this.key = key;
    this.spec = spec;
    this.source = source;
    this.git = GitBlob.of(spec, source);
  }

  /** What the bytes must be taken from, to be known when they have come. */
  ChunkSource source() {
    return git == null ? source : git;
  }

  /** INTEGRITY when what came is something else. */
  void expectKept(Pumped pumped) {
    String expected = git == null ? spec.sha256() : spec.gitSha1();
    String actual = git == null ? pumped.sha256() : git.sha1();
    boolean rightSize = spec.size() == FileSpec.UNKNOWN || spec.size() == pumped.size();
    if (rightSize && (expected == null || expected.equals(actual))) {
      return;
    }
    GranaryException broken =
        new GranaryException(
                Code.INTEGRITY,
                rightSize
                    ? "The digest of what came for \""
                        + key
                        + "\" is "
                        + actual
                        + " and not "
                        + expected
                        + "."
                    : "The source of \""
                        + key
                        + "\" ended after "
                        + pumped.size()
                        + " of "
                        + spec.size()
                        + " bytes.")
            .with("key", key)
            .with("actualSize", pumped.size())
            .with("actual", actual);
    if (spec.size() != FileSpec.UNKNOWN) {
      broken.with("expectedSize", spec.size());
    }
    if (expected != null) {
      broken.with("expected", expected);
    }
    throw broken;
  }
}
