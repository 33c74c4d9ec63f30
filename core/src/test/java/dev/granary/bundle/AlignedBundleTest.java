package dev.granary.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileManifest;
import dev.granary.catalog.FileSpec;
import dev.granary.model.Models;
import dev.granary.model.TextSafetensors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tests bundles of files that are cut at their tensors. */
final class AlignedBundleTest {
  private static final byte[] CONTENT =
      TextSafetensors.of("a=" + "a".repeat(100_000), "s=s", "b=" + "b".repeat(70_000), "c=cc")
          .getBytes(StandardCharsets.US_ASCII);

  private final BundleRig from = new BundleRig();
  private final FileManifest file;

  AlignedBundleTest() {
    new Models(from.session, null);
    file = from.put("k", CONTENT, FileSpec.ANY.aligned(true));
    assertEquals(7, file.chunks().size());
  }

  @Test
  void theChunksStayAsTheyAre() {
    BundleRig to = new BundleRig();
    new Models(to.session, null);
    assertEquals(file.chunks(), to.take(from.export("k")).get(0).chunks());
    assertArrayEquals(CONTENT, to.read("k"));
    assertEquals(file.sha256(), to.files.open("k").manifest().sha256());
    assertEquals(0, to.journals());
  }

  @Test
  void anImportThatEndsEarlyGoesOn() {
    byte[] bundle = from.export("k");
    for (int cut = 1000; cut < bundle.length; cut += 7001) {
      BundleRig to = new BundleRig();
      to.refuses(Code.INTEGRITY, Arrays.copyOf(bundle, cut));
      long held = to.disk.chunks().stream().mapToLong(chunk -> chunk.size()).sum();
      assertEquals(file.chunks(), to.take(bundle).get(0).chunks());
      assertTrue(to.events.contains("k from " + held), to.events + " after " + held);
      assertArrayEquals(CONTENT, to.read("k"));
    }
  }
}
