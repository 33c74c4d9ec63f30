package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which URLs a hub's token may be sent to. */
final class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "https://hub.test, https://hub.test/o/r/resolve/main/a, true",
    "https://hub.test/, https://hub.test/o/r/resolve/main/a, true",
    "https://hub.test/mirror, https://hub.test/mirror/o/r/resolve/main/a, true",
    "https://hub.test/mirror, https://hub.test/mirrors/o/r, false",
    "https://hub.test, http://hub.test/o/r/resolve/main/a, false",
    "https://hub.test, https://hub.test.evil.test/o/r, false",
    "https://hub.test, https://hub.test@evil.test/o/r, false",
    "https://hub.test, https://hub.test:444/o/r, false",
    "https://hub.test, https://hub.test:@evil.test/, false",
    "https://hub.test, https://hub.test\\evil.test/, false",
    "https://hub.test, https://cdn.test/https://hub.test/o/r, false",
    "https://hub.test, HTTPS://hub.test/o/r, false",
  })
  void ownsWhatLiesBelowIt(String endpoint, String url, boolean own) {
    assertEquals(own, new Endpoint(endpoint).owns(url));
  }
}
