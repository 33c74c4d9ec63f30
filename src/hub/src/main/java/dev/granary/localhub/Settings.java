package dev.granary.localhub;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings of a hub, read from the command line.
 *
 * @param port the port of the first origin; 0 is any free port
 * @param cdnPort the port of the second origin; 0 is any free port
 * @param pageSize the number of entries on a page of a listing
 * @param validity how long a signed address is valid
 * @param big the sizes, in MiB, of the listed files of {@code granary/big}
 */
record Settings(int port, int cdnPort, int pageSize, Duration validity, List<Integer> big) {
  /**
   * Any free ports, and pages so small that the listings of some repositories need more than one.
   */
  static final Settings DEFAULT = new Settings(0, 0, 8, Duration.ofHours(1), List.of(16, 64));

  private static final String USAGE =
      "Usage: LocalHub [--port N] [--cdn-port N] [--page N] [--signed-for SECONDS] [--big MIB,MIB,...]";

  /**
   * @throws IllegalArgumentException with the usage text, if the arguments are not valid
   */
  static Settings of(String... args) {
    Settings settings = DEFAULT;
    try {
      for (int index = 0; index < args.length; index += 2) {
        settings = settings.with(args[index], args[index + 1]);
      }
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException unreadable) {
      throw new IllegalArgumentException(USAGE, unreadable);
    }
    return settings;
  }

  private Settings with(String option, String value) {
    return switch (option) {
      case "--port" -> new Settings(Integer.parseInt(value), cdnPort, pageSize, validity, big);
      case "--cdn-port" -> new Settings(port, Integer.parseInt(value), pageSize, validity, big);
      case "--page" -> new Settings(port, cdnPort, Integer.parseInt(value), validity, big);
      case "--signed-for" ->
          new Settings(port, cdnPort, pageSize, Duration.ofSeconds(Integer.parseInt(value)), big);
      case "--big" ->
          new Settings(
              port,
              cdnPort,
              pageSize,
              validity,
              Stream.of(value.split(",", -1)).map(Integer::valueOf).toList());
      default -> throw new IllegalArgumentException(USAGE);
    };
  }
}
