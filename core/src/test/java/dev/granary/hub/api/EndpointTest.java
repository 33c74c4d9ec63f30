package dev.granary.hub.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which URLs a hub's token may be sent to. */
final class EndpointTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** In keys and URLs {c} is the commit. */
  @ParameterizedTest
  @CsvSource({
    "https://hub.test, o/r@{c}/a, https://hub.test/o/r/resolve/{c}/a, true",
    "https://hub.test/, o/r@{c}/a, https://hub.test/o/r/resolve/{c}/a, true",
    "https://hub.test/mirror, o/r@{c}/onnx/a b, https://hub.test/mirror/o/r/resolve/{c}/onnx/a%20b,"
        + " true",
    "https://hub.test/mirror, o/r@{c}/a, https://hub.test/mirror/../o/r/resolve/{c}/a, false",
    "https://hub.test/mirror, o/r@{c}/a, https://hub.test/mirror/%2e%2e/o/r/resolve/{c}/a, false",
    "https://hub.test/mirror, o/r@{c}/a, https://hub.test/mirrors/o/r/resolve/{c}/a, false",
    "https://hub.test, ../..@{c}/a, https://hub.test/../../resolve/{c}/a, false",
    "https://hub.test, o/r@{c}/../a, https://hub.test/o/r/resolve/{c}/../a, false",
    "https://hub.test, o/r@{c}/b, https://hub.test/o/r/resolve/{c}/a, false",
    "https://hub.test, o/r@main/a, https://hub.test/o/r/resolve/main/a, false",
    "https://hub.test, o/r@{c}, https://hub.test/o/r/resolve/{c}/, false",
    "https://hub.test, a, https://hub.test/a, false",
    "https://hub.test, o/r@{c}/a, https://hub.test/o/r/resolve/{c}/a?b, false",
    "https://hub.test, o/r@{c}/a, http://hub.test/o/r/resolve/{c}/a, false",
    "https://hub.test, o/r@{c}/a, https://hub.test.evil.test/o/r/resolve/{c}/a, false",
    "https://hub.test, o/r@{c}/a, https://hub.test@evil.test/o/r/resolve/{c}/a, false",
    "https://hub.test, o/r@{c}/a, https://hub.test:444/o/r/resolve/{c}/a, false",
    "https://hub.test, o/r@{c}/a, https://hub.test\\o/r/resolve/{c}/a, false",
    "https://hub.test, o/r@{c}/a, HTTPS://hub.test/o/r/resolve/{c}/a, false",
  })
  void ownsTheFileOfTheKeyAndNothingElse(String endpoint, String key, String url, boolean own) {
    assertEquals(
        own, new Endpoint(endpoint).owns(key.replace("{c}", COMMIT), url.replace("{c}", COMMIT)));
  }

  @ParameterizedTest
  @CsvSource({
    "https://hub.test, https://hub.test/o/r/resolve/{c}/a, true",
    "https://hub.test/, https://hub.test/o/r/resolve/{c}/a/b.c_d-e~f, true",
    "https://hub.test, https://hub.test/r/resolve/{c}/resolve/a, true",
    "https://hub.test/mirror, https://hub.test/mirror/o/r/resolve/{c}/onnx/a%20b%C3%A4, true",
    "https://hub.test/mirror, https://hub.test/o/r/resolve/{c}/a, false",
    "https://hub.test/mirror, https://hub.test/mirror/../o/r/resolve/{c}/a, false",
    "https://hub.test/mirror, https://hub.test/mirrors/o/r/resolve/{c}/a, false",
    "https://hub.test, https://hub.test/../../resolve/{c}/a, false",
    "https://hub.test, https://hub.test/o/r/s/resolve/{c}/a, false",
    "https://hub.test, https://hub.test/resolve/{c}/a, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}/../a, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}/%2e%2E/a, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}/%2E%2e/a, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}//a, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}/a\\b, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}/a?b, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}/, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}, false",
    "https://hub.test, https://hub.test/o/r/resolve/{c}0/a, false",
    "https://hub.test, https://hub.test/o/r/resolve/main/a, false",
    "https://hub.test, https://hub.test/o/r/resolve/, false",
    "https://hub.test, https://hub.test/a, false",
    "https://hub.test, http://hub.test/o/r/resolve/{c}/a, false",
    "https://hub.test, https://hub.test.evil.test/o/r/resolve/{c}/a, false",
    "https://hub.test, https://hub.test@evil.test/o/r/resolve/{c}/a, false",
    "https://hub.test, https://hub.test:444/o/r/resolve/{c}/a, false",
  })
  void hasTheFilesOfItsCommits(String endpoint, String url, boolean has) {
    assertEquals(has, new Endpoint(endpoint).hasFile(url.replace("{c}", COMMIT)));
  }
}
