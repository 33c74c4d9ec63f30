package dev.granary.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkPump.Pumped;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Tests the whole-file digest of a file that is not resumable. It may lag one chunk behind. The
 * test's digest takes its bytes at the join, so a buffer that is refilled too early gives another
 * digest.
 */
final class LaggingDigestTest {
  @Property(tries = 300)
  void theDigestIsRightForEveryLag(
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int size,
      @ForAll @IntRange(min = 1, max = 20) int chunkSize,
      @ForAll boolean promised)
      throws Exception {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    PumpRig rig = new PumpRig(chunkSize, false);
    Pumped pumped = rig.run(ChunkSource.of(content), promised ? size : FileSpec.UNKNOWN);
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(content);
    assertEquals(new Pumped(size, HexFormat.of().formatHex(expected)), pumped);
    assertEquals(List.of(), rig.misjoined());
    assertFalse(rig.touchedInFlight);
    assertTrue(rig.owned.peak() <= 2);
    assertEquals(0, rig.owned.count());
  }

  @Test
  void aBufferIsRefilledOnlyAfterItsBytesAreHashed() {
    PumpRig rig = new PumpRig(2, false);
    rig.run(ChunkSource.of(new byte[7]), FileSpec.UNKNOWN);
    List<String> expected =
        List.of(
            "read 0",
            "read 1",
            "digested 0",
            "read 2",
            "digested 1",
            "read 3",
            "digested 2",
            "digested 3");
    assertEquals(expected, rig.digesting);
  }

  @Test
  void chunksOfAFileThatIsNotResumableCarryNoState() {
    PumpRig rig = new PumpRig(2, false);
    rig.run(ChunkSource.of(new byte[7]), FileSpec.UNKNOWN);
    assertEquals(4, rig.begun.size());
    rig.begun.forEach(chunk -> assertEquals("", chunk.digestState()));
  }

  @Test
  void theDigestOfAResumableFileDoesNotLag() {
    PumpRig rig = new PumpRig(2, true);
    rig.run(ChunkSource.of(new byte[5]), FileSpec.UNKNOWN);
    List<String> expected =
        List.of("read 0", "digested 0", "read 1", "digested 1", "read 2", "digested 2");
    assertEquals(expected, rig.digesting);
    rig.begun.forEach(chunk -> assertFalse(chunk.digestState().isEmpty()));
  }
}
