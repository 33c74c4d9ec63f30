package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.hub.api.RepoFile;
import dev.granary.hub.api.RepoManifest;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the texts of manifests and branches, as they stand in databases. */
final class RepoCodecTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String KEY = "owner/name@" + COMMIT;

  private static final String TEXT =
      "{\"v\":1,\"task\":\"fill-mask\",\"files\":[{\"path\":\"a/b\",\"size\":7,\"sha256\":\"s\"},"
          + "{\"path\":\"c\",\"size\":0,\"gitSha1\":\"g\"}]}";

  private static final String BRANCH = "{\"v\":1,\"current\":\"c\",\"latest\":\"l\"}";

  /** Written by one version, read by the next: the text is part of the contract. */
  @Test
  void versionOne() {
    RepoManifest manifest =
        new RepoManifest(
            "owner/name",
            COMMIT,
            "fill-mask",
            null,
            List.of(new RepoFile("a/b", 7, "s", null), new RepoFile("c", 0, null, "g")));
    assertEquals(TEXT, RepoCodec.encode(manifest));
    assertEquals(manifest, RepoCodec.decodeManifest(KEY, TEXT));
    assertEquals(KEY, manifest.key());
    assertEquals(KEY + "/a/b", manifest.fileKey("a/b"));
    RepoBranch branch = new RepoBranch("owner/name", "refs/pr/1@x", 4, "c", "l");
    assertEquals(BRANCH, branch.encode());
    assertEquals(branch, RepoBranch.decode("owner/name@refs/pr/1@x", 4, BRANCH));
    assertEquals("owner/name@refs/pr/1@x", branch.key());
  }

  @Test
  void aLargeFileIsKnownByItsSha256() {
    assertEquals("s", new RepoFile("a", 1, "s", "g").digest());
    assertEquals("g", new RepoFile("a", 1, null, "g").digest());
    assertNull(new RepoFile("a", 1, null, null).digest());
  }

  @Provide
  Arbitrary<RepoManifest> manifests() {
    Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(10);
    Arbitrary<String> maybe = texts.injectNull(0.3);
    Arbitrary<Long> sizes = Arbitraries.longs().between(0, 1L << 53);
    Arbitrary<List<RepoFile>> files =
        Combinators.combine(texts, sizes, maybe, maybe).as(RepoFile::new).list().ofMaxSize(4);
    return Combinators.combine(maybe, maybe, files)
        .as((task, library, all) -> new RepoManifest("o/n", COMMIT, task, library, all));
  }

  @Property(tries = 200)
  void manifestsComeBackEqual(@ForAll("manifests") RepoManifest manifest) {
    assertEquals(manifest, RepoCodec.decodeManifest(manifest.key(), RepoCodec.encode(manifest)));
    String later = RepoCodec.encode(manifest).replace("{\"v\":1,", "{\"v\":1,\"later\":[{}],");
    assertEquals(manifest, RepoCodec.decodeManifest(manifest.key(), later));
  }

  @Property(tries = 25)
  void truncationAtEveryPositionIsCorrupt(@ForAll("manifests") RepoManifest manifest) {
    String text = RepoCodec.encode(manifest);
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertCorrupt(() -> RepoCodec.decodeManifest(KEY, cut));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"path\":\"c\",>",
        "\"size\":0,>",
        "\"size\":7>\"size\":-7",
        "\"size\":7>\"size\":\"7\"",
        "]}>]}x",
        "\"v\":1,>",
      })
  void whatDoesNotFitIsCorrupt(String change) {
    String[] parts = change.split(">", -1);
    String damaged = TEXT.replace(parts[0], parts[1]);
    assertTrue(!damaged.equals(TEXT), "the change does not apply");
    assertCorrupt(() -> RepoCodec.decodeManifest(KEY, damaged));
  }

  @Test
  void unknownMembersOfAFileAndOfABranchAreIgnored() {
    String later = TEXT.replace("{\"path\":", "{\"later\":[{}],\"path\":");
    assertNotEquals(TEXT, later);
    assertEquals(RepoCodec.decodeManifest(KEY, TEXT), RepoCodec.decodeManifest(KEY, later));
    String branch = BRANCH.replace("\"latest\"", "\"later\":{},\"latest\"");
    assertNotEquals(BRANCH, branch);
    assertEquals(RepoBranch.decode("n@m", 1, BRANCH), RepoBranch.decode("n@m", 1, branch));
  }

  @Test
  void aBranchWithoutACommitIsCorrupt() {
    assertCorrupt(() -> RepoBranch.decode("n@main", 1, BRANCH + "x"));
    assertCorrupt(() -> RepoBranch.decode("n@main", 1, "{\"v\":1,\"current\":\"c\"}"));
    assertCorrupt(() -> RepoBranch.decode("n@main", 1, "{\"v\":1,\"latest\":\"c\"}"));
    assertCorrupt(() -> RepoBranch.decode("n@main", 1, ""));
  }

  private static void assertCorrupt(Runnable decode) {
    GranaryException failure = assertThrows(GranaryException.class, decode::run);
    assertEquals(Code.CORRUPT, failure.code());
  }
}
