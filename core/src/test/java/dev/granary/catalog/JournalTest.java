package dev.granary.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.digest.Hex;
import dev.granary.digest.Sha256;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests whether a writer may resume after the last chunk of a journal. */
final class JournalTest {
  private static final int CHUNK = 4;

  /** A journal of a file of this size that has chunks of these sizes. */
  private static Journal journal(long size, String digestState, int... sizes) {
    List<ChunkRef> chunks = new ArrayList<>();
    for (int chunk : sizes) {
      chunks.add(new ChunkRef("a".repeat(64), chunk));
    }
    FileSpec spec = new FileSpec("", size, null, null, null);
    return new Journal("k", 1, "me", 0, 0, true, null, spec, CHUNK, chunks, digestState);
  }

  /** The state of a digest that has read so many bytes. */
  private static String state(int bytes) {
    Sha256 digest = new Sha256();
    digest.update(new byte[bytes], 0, bytes);
    return Hex.encode(digest.state());
  }

  @Test
  void aStateOfTheWatermarkIsSound() {
    journal(FileSpec.UNKNOWN, state(0)).expectSound();
    journal(FileSpec.UNKNOWN, state(4), 4).expectSound();
    journal(FileSpec.UNKNOWN, state(8), 4, 4).expectSound();
    journal(FileSpec.UNKNOWN, state(7), 4, 3).expectSound();
  }

  /** The digest of a file of one chunk is that of the chunk: such a writer keeps no state. */
  @Test
  void aFileOfOneChunkNeedsNoState() {
    journal(FileSpec.UNKNOWN, "").expectSound();
    journal(FileSpec.UNKNOWN, "", 3).expectSound();
    journal(CHUNK, "", CHUNK).expectSound();
    refused(journal(FileSpec.UNKNOWN, "", CHUNK));
    refused(journal(5, "", CHUNK));
    refused(journal(FileSpec.UNKNOWN, "", 4, 3));
    refused(journal(8, "", 4, 4));
  }

  @Test
  void aStateOfAnotherPositionIsDamage() {
    refused(journal(FileSpec.UNKNOWN, state(4), 4, 4));
    refused(journal(FileSpec.UNKNOWN, state(8), 4));
    refused(journal(FileSpec.UNKNOWN, "00ff", 4));
    refused(journal(FileSpec.UNKNOWN, "no state", 4));
  }

  @Test
  void onlyTheLastChunkMayBeShorter() {
    refused(journal(FileSpec.UNKNOWN, state(7), 3, 4));
    refused(journal(FileSpec.UNKNOWN, state(9), 5, 4));
  }

  /** Such a file is cut at its tensors. */
  @Test
  void eachChunkOfAnAlignedFileMayBeShorter() {
    Journal cut = journal(FileSpec.UNKNOWN, state(7), 3, 4);
    cut.with(FileSpec.ANY.aligned(true), null).expectSound();
    Journal wrong = journal(FileSpec.UNKNOWN, state(8), 3, 4);
    refused(wrong.with(FileSpec.ANY.aligned(true), null));
  }

  private static void refused(Journal journal) {
    GranaryException failure = assertThrows(GranaryException.class, journal::expectSound);
    assertEquals(Code.CORRUPT, failure.code());
    assertEquals("k", failure.details().get("key"));
  }

  @Test
  void theSizeIsThatOfTheSpecOrElseOfTheOrigin() {
    Origin origin = new Origin("https://example.org/a", null, 7);
    assertEquals(8, journal(8, "").with(journal(8, "").spec(), origin).expectedSize());
    assertEquals(7, journal(8, "").with(FileSpec.ANY, origin).expectedSize());
    assertEquals(FileSpec.UNKNOWN, journal(FileSpec.UNKNOWN, "").expectedSize());
  }
}
