package dev.granary.compiled;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NodeSmokeTest {
  @ParameterizedTest
  @EnumSource
  void printsWhatTheJvmPrints(Build build, @TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    Process node = start(build, output);
    try {
      assertTrue(node.waitFor(60, SECONDS), "Node still runs after a minute");
    } finally {
      node.destroyForcibly();
    }
    List<String> lines = Files.readAllLines(output);
    assertEquals(0, node.exitValue(), () -> "Node failed:\n" + String.join("\n", lines));
    assertFalse(lines.isEmpty());
    assertIterableEquals(SelfCheck.run(), lines);
  }

  private static Process start(Build build, Path output) {
    try {
      return new ProcessBuilder(
              "node", "-e", "require(process.argv[1]).main([])", build.file().toString())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new AssertionError("This test needs Node.js 20 or later: no `node` on the PATH", e);
    }
  }
}
