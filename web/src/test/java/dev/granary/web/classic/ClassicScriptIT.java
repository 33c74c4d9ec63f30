package dev.granary.web.classic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the suite of {@code src/test/htmlunit} in a second engine, with a script element instead of
 * a module. It runs in memory, and with a stand-in for IndexedDB. It proves nothing about real
 * browsers.
 */
@Tag("long")
final class ClassicScriptIT {
  private Window window;

  @TestFactory
  Stream<DynamicTest> asItIsPublished() throws IOException {
    return suite(Build.PUBLISHED);
  }

  @TestFactory
  Stream<DynamicTest> withEveryAccessChecked() throws IOException {
    return suite(Build.STRICT);
  }

  /** Closes the window after the last test. */
  @AfterEach
  void close() {
    window.close();
  }

  private Stream<DynamicTest> suite(Build build) throws IOException {
    window = new Window(build);
    List<String> tests = window.tests();
    assertFalse(tests.isEmpty());
    return Stream.of("memory", "indexeddb")
        .flatMap(backend -> tests.stream().map(test -> test(test, backend)));
  }

  private DynamicTest test(String test, String backend) {
    String name = backend + ": " + test;
    return DynamicTest.dynamicTest(
        name, () -> assertEquals("passed", window.run(test, backend), name));
  }
}
