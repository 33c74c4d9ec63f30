package dev.granary.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a caller may say of a file before the file is stored. */
final class FileSpecTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  @Test
  void aValidSpecIsKept() {
    FileSpec spec = new FileSpec("t", 0, SHA256, true, " {\"a\": 1} ");
    assertEquals(spec, spec.checked());
    assertEquals(FileSpec.ANY, FileSpec.ANY.checked());
  }

  @Test
  void digestsAreKeptInLowerCase() {
    String upper = "0123456789ABCDEF".repeat(4);
    assertEquals(SHA256, new FileSpec("", 1, upper, false, null).checked().sha256());
  }

  @Test
  void theCutsStayWhateverElseIsKnown() {
    FileSpec aligned = FileSpec.ANY.aligned(true);
    assertTrue(aligned.checked().aligned());
    assertTrue(aligned.encoded(true).typed("t").promising(SHA256).stated("k", "", 5).aligned());
    assertFalse(aligned.aligned(false).aligned());
    assertFalse(FileSpec.ANY.encoded(true).aligned());
  }

  @Test
  void aSourceStatesWhatTheCallerLeavesOpen() {
    FileSpec open = new FileSpec("", FileSpec.UNKNOWN, SHA256, true, "{}", true);
    assertEquals(new FileSpec("t", 5, SHA256, true, "{}", true), open.stated("k", "t", 5));
    assertEquals(open, open.stated("k", "", FileSpec.UNKNOWN));
    FileSpec given = new FileSpec("t", 5, null, null, null);
    assertEquals(given, given.stated("k", "other", 5));
    assertEquals(given, given.stated("k", "other", FileSpec.UNKNOWN));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 12, 1_000_001})
  void aSourceOfAnotherSizeThanPromisedIsRefusedByBothNumbers(long promised) {
    FileSpec spec = new FileSpec("", promised, null, null, null);
    GranaryException refused =
        assertThrows(GranaryException.class, () -> spec.stated("k", "", 1_000_000));
    assertEquals(Code.INTEGRITY, refused.code());
    assertEquals(
        "The source of \"k\" has 1000000 bytes, and not the promised " + promised + " bytes.",
        refused.getMessage());
    assertEquals(
        Map.of("key", "k", "expectedSize", promised, "actualSize", 1_000_000L), refused.details());
  }

  @ParameterizedTest
  @ValueSource(longs = {-2, Long.MIN_VALUE})
  void aNegativeSizeIsInvalid(long size) {
    invalid(new FileSpec("", size, null, false, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "00", "g", "-", "\u0660"})
  void aDigestIs64HexadecimalDigits(String tail) {
    invalid(new FileSpec("", 1, tail, false, null));
    invalid(new FileSpec("", 1, SHA256 + tail + "0", false, null));
  }

  @ParameterizedTest
  @ValueSource(chars = {'g', '-', ' ', '\u0660', '\uff11'})
  void otherCharactersAreNotHexadecimalDigits(char other) {
    invalid(new FileSpec("", 1, SHA256.substring(1) + other, false, null));
  }

  @Test
  void aGitDigestIs40HexadecimalDigitsOfAKnownSize() {
    String digest = "0123456789".repeat(4);
    assertEquals(digest, git(0, digest).checked().gitSha1());
    assertEquals("abcdef0123".repeat(4), git(1, "ABCDEF0123".repeat(4)).checked().gitSha1());
    invalid(git(FileSpec.UNKNOWN, digest));
    invalid(git(1, digest + "00"));
    invalid(git(1, SHA256));
    invalid(git(1, digest.substring(1) + "g"));
  }

  private static FileSpec git(long size, String digest) {
    return new FileSpec("", size, null, null, null, false, digest, false);
  }

  @Test
  void aTypeIsNeverNull() {
    invalid(new FileSpec(null, 1, null, null, null));
  }

  @Test
  void whatIsPromisedIsNotReplaced() {
    assertEquals("a", FileSpec.ANY.typed("a").typed("b").type());
    assertEquals("x", FileSpec.ANY.promising("x").promising("y").sha256());
    assertEquals(false, FileSpec.ANY.hasDigest());
    assertEquals(true, FileSpec.ANY.promising("x").hasDigest());
    assertEquals(true, git(1, "x").hasDigest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "1 2", "1,2", "1],[2", "],[", "nul", "{}x"})
  void metadataIsOneJsonValue(String metadata) {
    invalid(new FileSpec("", 1, null, false, metadata));
  }

  /** A journal keeps the metadata two levels deep. */
  @Test
  void metadataNestedTooDeepToReadBackIsInvalid() {
    FileSpec deepest = nested(62);
    assertEquals(deepest, deepest.checked());
    Journal journal = new Journal("k", 0, "o", 0, 0, true, null, deepest, 1, List.of(), "");
    assertEquals(journal, Journal.decode("k", 0, journal.encode()));
    invalid(nested(63));
  }

  private static FileSpec nested(int levels) {
    return new FileSpec("", 1, null, false, "[".repeat(levels) + "]".repeat(levels));
  }

  private static void invalid(FileSpec spec) {
    assertEquals(Code.INVALID, assertThrows(GranaryException.class, spec::checked).code());
  }
}
