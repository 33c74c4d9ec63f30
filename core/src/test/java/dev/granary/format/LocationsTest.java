package dev.granary.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a file names only files in its own folder or below. */
final class LocationsTest {
  @ParameterizedTest
  @CsvSource({
    "a, a",
    "./a, a",
    "a/./b, a/b",
    "././a/b.c, a/b.c",
    "a/b/c..d, a/b/c..d",
    "...,...",
    "ä 1, ä 1"
  })
  void plainPaths(String location, String plain) {
    assertEquals(plain, Locations.plain(location));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "./",
        "/",
        "/a",
        "..",
        "../a",
        "a/..",
        "a/../b",
        "a//b",
        "a/",
        "a\\b",
        "C:a",
        "http://h/a",
        "a\0",
        "a\nb"
      })
  void noPlainPaths(String location) {
    assertNull(Locations.plain(location));
  }
}
