package dev.granary.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Tests any files, with any pieces of the stream. */
final class BundleRoundTripTest {
  /**
   * Files are made of letters that stand for chunks, so that many chunks are shared, and a rest.
   */
  @Property(tries = 60)
  void importedFilesEqualTheExportedOnes(
      @ForAll @Size(max = 4) List<@Size(max = 4) List<@IntRange(max = 3) Integer>> shapes,
      @ForAll @IntRange(max = 70_000) int rest,
      @ForAll @IntRange(min = 1, max = 100_000) int piece) {
    BundleRig from = new BundleRig();
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      keys.add("key " + i);
      from.put("key " + i, content(shapes.get(i), i % 2 == 0 ? rest : 0));
    }
    byte[] bundle = from.export(keys.toArray(new String[0]));
    BundleRig to = new BundleRig();
    to.take(bundle, piece, Cancel.NEVER);
    for (int i = 0; i < shapes.size(); i++) {
      assertArrayEquals(content(shapes.get(i), i % 2 == 0 ? rest : 0), to.read("key " + i));
    }
    assertEquals(from.disk.chunks().size(), to.disk.chunks().size());
    assertArrayEquals(bundle, to.export(keys.toArray(new String[0])));
    assertTrue(to.session.buffers().peak() <= 2);
  }

  /** Any bytes after a right beginning are refused. */
  @Property
  void nonsenseIsRefused(@ForAll byte[] nonsense) {
    byte[] bundle = new byte[BundleRecord.START + nonsense.length];
    System.arraycopy(BundleRecord.start(), 0, bundle, 0, BundleRecord.START);
    System.arraycopy(nonsense, 0, bundle, BundleRecord.START, nonsense.length);
    BundleRig to = new BundleRig();
    try {
      to.take(bundle);
      throw new AssertionError("the import accepted it");
    } catch (GranaryException refused) {
      assertTrue(Set.of(Code.INVALID, Code.INTEGRITY).contains(refused.code()));
    }
    assertEquals(0, to.disk.chunks().size());
  }

  private static byte[] content(List<Integer> chunks, int rest) {
    byte[] content = new byte[chunks.size() * BundleRig.CHUNK + rest];
    for (int i = 0; i < chunks.size(); i++) {
      byte[] chunk = BundleRig.bytes(BundleRig.CHUNK, chunks.get(i));
      System.arraycopy(chunk, 0, content, i * BundleRig.CHUNK, chunk.length);
    }
    return content;
  }
}
