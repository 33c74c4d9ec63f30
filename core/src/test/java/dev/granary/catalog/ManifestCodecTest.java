package dev.granary.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the text form as databases keep it: which texts are accepted and which are refused. */
final class ManifestCodecTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final String CHUNKS = "[[\"" + A + "\",5],[\"" + B + "\",2]]";

  private static final String FILE =
      "{\"v\":1,\"size\":7,\"type\":\"text/plain\",\"sha256\":\"s\",\"createdAt\":3,"
          + "\"pinned\":true,\"origin\":{\"url\":\"u\",\"validator\":\"e\"},\"metadata\":{\"x\":1},"
          + "\"chunks\":"
          + CHUNKS
          + "}";

  private static final String JOURNAL =
      "{\"v\":1,\"owner\":\"me\",\"startedAt\":1,\"touchedAt\":2,\"resumable\":true,"
          + "\"origin\":{\"url\":\"u\"},\"spec\":{\"type\":\"t\",\"pinned\":false,\"size\":9,"
          + "\"sha256\":\"s\",\"metadata\":[]},\"chunkSize\":5,\"digestState\":\"00ff\",\"chunks\":"
          + CHUNKS
          + "}";

  private static final List<ChunkRef> REFS = List.of(new ChunkRef(A, 5), new ChunkRef(B, 2));

  /** One version writes the text and the next reads it, so the text is part of the contract. */
  @Test
  void filesOfVersionOne() {
    FileManifest file =
        new FileManifest(
            "k", 4, 7, "text/plain", "s", REFS, new Origin("u", "e"), 3, true, "{\"x\":1}");
    assertEquals(FILE, file.encode());
    assertEquals(file, FileManifest.decode("k", 4, FILE));
  }

  @Test
  void journalsOfVersionOne() {
    Journal journal =
        new Journal(
            "k",
            4,
            "me",
            1,
            2,
            true,
            new Origin("u", null),
            new FileSpec("t", 9, "s", false, "[]"),
            5,
            REFS,
            "00ff");
    assertEquals(JOURNAL, journal.encode());
    assertEquals(journal, Journal.decode("k", 4, JOURNAL));
    assertEquals(7, journal.watermark());
  }

  /**
   * An earlier Granary ignores the member and stores chunks as they are, so it misreads nothing.
   */
  @Test
  void theChoiceOfEncodingIsAMemberOfTheSpec() {
    String text = JOURNAL.replace("\"metadata\":[]}", "\"metadata\":[],\"encoded\":true}");
    Journal journal = Journal.decode("k", 4, text);
    assertEquals(new FileSpec("t", 9, "s", false, "[]").encoded(true), journal.spec());
    assertEquals(text, journal.encode());
    assertNotEquals(text, JOURNAL);
  }

  /** An earlier Granary finds chunks of the wrong sizes, and begins the file anew. */
  @Test
  void theCutAtTensorsIsAMemberOfTheSpec() {
    String text = JOURNAL.replace("\"metadata\":[]}", "\"metadata\":[],\"aligned\":true}");
    Journal journal = Journal.decode("k", 4, text);
    assertEquals(new FileSpec("t", 9, "s", false, "[]").aligned(true), journal.spec());
    assertEquals(text, journal.encode());
  }

  @Test
  void optionalMembersMayBeAbsent() {
    FileManifest file =
        FileManifest.decode("k", 1, "{\"v\":1,\"size\":0,\"sha256\":\"s\",\"chunks\":[]}");
    assertNull(file.origin());
    assertNull(file.metadata());
    assertEquals("", file.type());
    Journal journal =
        Journal.decode("k", 1, "{\"v\":1,\"owner\":\"me\",\"chunkSize\":1,\"chunks\":[]}");
    assertEquals(FileSpec.ANY, journal.spec());
    assertEquals("", journal.digestState());
  }

  @Test
  void theLargestSizesAreRead() {
    int largest = Integer.MAX_VALUE;
    String file =
        FILE.replace(",5]", "," + largest + "]").replace(":7,", ":" + (largest + 2L) + ",");
    assertEquals(new ChunkRef(A, largest), FileManifest.decode("k", 1, file).chunks().get(0));
    String journal = JOURNAL.replace("\"chunkSize\":5", "\"chunkSize\":" + largest);
    assertEquals(largest, Journal.decode("k", 1, journal).chunkSize());
    String one = FILE.replace(",5]", ",1]").replace("\"size\":7", "\"size\":3");
    assertEquals(new ChunkRef(A, 1), FileManifest.decode("k", 1, one).chunks().get(0));
  }

  @Test
  void unknownMembersOfAChunkAreIgnored() {
    String more = FILE.replace(",5]", ",5,{\"later\":1},\"zstd\"]");
    assertTrue(more.contains("later"));
    assertEquals(REFS, FileManifest.decode("k", 1, more).chunks());
  }

  @Test
  void unknownMembersOfAnOriginAndOfASpecAreIgnored() {
    String file = FILE.replace("\"validator\":", "\"later\":[{}],\"validator\":");
    assertNotEquals(FILE, file);
    assertEquals(new Origin("u", "e"), FileManifest.decode("k", 1, file).origin());
    String journal =
        JOURNAL
            .replace("\"origin\":{", "\"origin\":{\"later\":1,")
            .replace("\"spec\":{", "\"spec\":{\"later\":{\"v\":2},");
    assertEquals(Journal.decode("k", 1, JOURNAL), Journal.decode("k", 1, journal));
    assertNotEquals(JOURNAL, journal);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2, -1, 9007199254740992L})
  void anUnknownVersionIsRefusedUnread(long version) {
    String unreadable = "{\"v\":" + version + ",\"size\":\"as nobody knows\"";
    for (Executable decode :
        List.<Executable>of(
            () -> FileManifest.decode("k", 1, unreadable),
            () -> Journal.decode("k", 1, unreadable))) {
      GranaryException refused = assertThrows(GranaryException.class, decode);
      assertEquals(Code.VERSION, refused.code());
      assertEquals(version, refused.details().get("found"));
      assertEquals("k", refused.details().get("key"));
      assertEquals(1, ((Number) refused.details().get("supported")).intValue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"v\":1,>",
        "\"v\":1>\"v\":\"1\"",
        "\"size\":7>\"size\":8",
        "\"size\":7>\"size\":6",
        "\"size\":7>\"size\":-7",
        "\"size\":7,>",
        "\"sha256\":\"s\",>",
        ",5]>,6]",
        ",5]>]",
        ",5]>,0]",
        ",5]>,-5]",
        ",5]>,4294967301]",
        ",5]>,5.0]",
        "aa\",>a\",",
        "\"chunks\">\"chunk\"",
        "\"url\":\"u\",>",
        "\"pinned\":true>\"pinned\":1",
        "]]}>]]}x",
      })
  void anInconsistentManifestIsCorrupt(String change) {
    String[] parts = change.split(">", -1);
    String damaged = FILE.replace(parts[0], parts[1]);
    assertTrue(!damaged.equals(FILE), "the change does not apply");
    assertCorrupt(() -> FileManifest.decode("k", 1, damaged));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"owner\":\"me\",>",
        "\"chunkSize\":5>\"chunkSize\":0",
        "\"chunkSize\":5>\"chunkSize\":2147483648",
        "\"chunkSize\":5,>",
        "\"chunks\">\"chunk\"",
        "\"url\":\"u\">\"uri\":\"u\"",
        "\"spec\":{>\"spec\":[{",
      })
  void anInconsistentJournalIsCorrupt(String change) {
    String[] parts = change.split(">", -1);
    String damaged = JOURNAL.replace(parts[0], parts[1]);
    assertTrue(!damaged.equals(JOURNAL), "the change does not apply");
    assertCorrupt(() -> Journal.decode("k", 1, damaged));
  }

  private static void assertCorrupt(Executable decode) {
    assertEquals(Code.CORRUPT, assertThrows(GranaryException.class, decode).code());
  }
}
