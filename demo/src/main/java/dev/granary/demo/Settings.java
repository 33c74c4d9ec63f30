package dev.granary.demo;

import java.nio.file.Path;

/**
 * Holds the arguments of the command line.
 *
 * @param packageFolder where the built package is
 * @param port where to listen; 0 is any free port
 * @param portIsChosen whether the user named the port, so that the server must not take another
 */
record Settings(Path packageFolder, int port, boolean portIsChosen) {
  private static final int DEFAULT_PORT = 8080;
  private static final int LAST_PORT = 65535;

  /** Reads {@code FOLDER [PORT]}; without a port argument the environment's {@code PORT} counts. */
  static Settings of(String[] args, String environmentPort) {
    if (args.length < 1 || args.length > 2) {
      throw new Refusal("Usage: Demo PACKAGE_FOLDER [PORT]");
    }
    Path folder = Path.of(args[0]);
    String port = args.length == 2 ? args[1] : environmentPort;
    if (port == null || port.isBlank()) {
      return new Settings(folder, DEFAULT_PORT, false);
    }
    return new Settings(folder, parsePort(port.strip()), true);
  }

  private static int parsePort(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= LAST_PORT) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // The check below refuses it with the same sentence.
    }
    throw new Refusal(
        "The port must be a number from 0 (any free one) to 65535, not \"" + text + "\".");
  }
}
