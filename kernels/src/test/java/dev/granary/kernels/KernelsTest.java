package dev.granary.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelsTest {
  @Test
  void isSmall() {
    assertTrue(Kernels.module().length < 16 * 1024);
  }

  @Test
  void saysHowItIsLaidOut() {
    Instance instance = new KernelRig().instance();
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
  void theFileIsTheModule(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new").resolve("kernels.wasm");
    KernelFile.main(new String[] {file.toString()});
    assertArrayEquals(Kernels.module(), Files.readAllBytes(file));
  }
}
