package dev.granary.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.function.Executable;

/**
 * Tests that written text is read back, truncated text is refused, and unknown members are ignored.
 */
final class ManifestRoundTripTest {
  private static final String LATER =
      "\"later\":{\"v\":2,\"chunks\":[[]]},\"more\":[1.5,\"\\u0000}\",null],";

  @Provide
  Arbitrary<FileManifest> files() {
    return AnyManifest.files();
  }

  @Provide
  Arbitrary<Journal> journals() {
    return AnyManifest.journals();
  }

  @Property(tries = 300)
  void filesAreReadBackEqual(@ForAll("files") FileManifest file) {
    assertEquals(file, FileManifest.decode(file.key(), file.stamp(), file.encode()));
  }

  @Property(tries = 300)
  void journalsAreReadBackEqual(@ForAll("journals") Journal journal) {
    assertEquals(journal, Journal.decode(journal.key(), journal.stamp(), journal.encode()));
  }

  /** A later Granary may add members anywhere after the version. */
  @Property(tries = 100)
  void unknownMembersAreIgnored(
      @ForAll("files") FileManifest file, @ForAll("journals") Journal journal) {
    String grownFile = file.encode().replaceFirst("\\{\"v\":1,", "{\"v\":1," + later());
    assertEquals(file, FileManifest.decode(file.key(), file.stamp(), grownFile));
    String grownJournal = journal.encode().replaceFirst("\\{\"v\":1,", "{\"v\":1," + later());
    assertEquals(journal, Journal.decode(journal.key(), journal.stamp(), grownJournal));
    String grownSpec = journal.encode().replaceFirst("\"spec\":\\{", "\"spec\":{" + later());
    assertEquals(journal, Journal.decode(journal.key(), journal.stamp(), grownSpec));
  }

  private static String later() {
    return LATER.replace("\\", "\\\\");
  }

  @Property(tries = 25)
  void truncationAtEveryPositionIsCorrupt(
      @ForAll("files") FileManifest file, @ForAll("journals") Journal journal) {
    String fileText = file.encode();
    for (int length = 0; length < fileText.length(); length++) {
      String cut = fileText.substring(0, length);
      assertCorrupt(() -> FileManifest.decode("k", 1, cut));
    }
    String journalText = journal.encode();
    for (int length = 0; length < journalText.length(); length++) {
      String cut = journalText.substring(0, length);
      assertCorrupt(() -> Journal.decode("k", 1, cut));
    }
  }

  /** A changed char gives another manifest or a refusal, and never another kind of failure. */
  @Property(tries = 25)
  void aChangedCharIsReadOrRefused(
      @ForAll("files") FileManifest file, @ForAll("journals") Journal journal, @ForAll char other) {
    for (char c : new char[] {other, '"', '}', '9', '-', ',', 'x'}) {
      String fileText = file.encode();
      for (int at = 0; at < fileText.length(); at += 3) {
        String changed = fileText.substring(0, at) + c + fileText.substring(at + 1);
        readOrRefuse(() -> FileManifest.decode("k", 1, changed));
      }
      String journalText = journal.encode();
      for (int at = 0; at < journalText.length(); at += 3) {
        String changed = journalText.substring(0, at) + c + journalText.substring(at + 1);
        readOrRefuse(() -> Journal.decode("k", 1, changed));
      }
    }
  }

  private static void readOrRefuse(Runnable decode) {
    try {
      decode.run();
    } catch (GranaryException refused) {
      boolean known = refused.code() == Code.CORRUPT || refused.code() == Code.VERSION;
      assertEquals(true, known, refused.code().name());
    }
  }

  private static void assertCorrupt(Executable decode) {
    assertEquals(Code.CORRUPT, assertThrows(GranaryException.class, decode).code());
  }
}
