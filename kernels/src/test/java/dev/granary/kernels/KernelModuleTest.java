package dev.granary.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KernelModuleTest {
  @ParameterizedTest
  @EnumSource
  void isSmall(KernelModule kernels) {
    assertTrue(kernels.toBytes().length < 17 * 1024);
  }

  @Test
  void relaxedMultipliesBytesInAnotherWay() {
    Listing baseline = new Listing(KernelModule.BASELINE.toBytes());
    Listing relaxed = new Listing(KernelModule.RELAXED.toBytes());
    assertEquals(baseline.functions(), relaxed.functions());
    List<String> different =
        IntStream.range(0, baseline.count())
            .filter(i -> !baseline.of(i).equals(relaxed.of(i)))
            .mapToObj(i -> baseline.functions().getOrDefault(i, "a measure"))
            .toList();
    assertEquals(List.of("prepare_u7", "a measure"), different);
  }

  /** Tests what the guide says about reading a kernel, instruction by instruction. */
  @Test
  void isAsDocumented() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "kernels.md"));
    String marked = "```text\n";
    int from = guide.indexOf(marked) + marked.length();
    String listing = guide.substring(from, guide.indexOf("```", from));
    assertEquals(listing, new Listing(KernelModule.BASELINE.toBytes()).of("prepare_u7"));
  }

  @ParameterizedTest
  @EnumSource
  void saysHowItIsLaidOut(KernelModule kernels) {
    Instance instance = new KernelRig(kernels).instance();
    assertEquals(Layout.PAGES, instance.memory().pages());
    Map<String, Integer> constants =
        Map.of(
            "state", Layout.STATE,
            "out", Layout.OUT,
            "data", Layout.DATA,
            "piece", Layout.PIECE);
    constants.forEach(
        (name, value) ->
            assertEquals(value.longValue(), instance.exports().global(name).getValue(), name));
  }

  @Test
  void theFilesAreTheModules(@TempDir Path folder) throws IOException {
    Path inside = folder.resolve("new");
    KernelFile.main(new String[] {inside.toString()});
    for (KernelModule kernels : KernelModule.values()) {
      Path file = inside.resolve(kernels.fileName);
      assertArrayEquals(kernels.toBytes(), Files.readAllBytes(file));
    }
  }
}
