package dev.granary.demo;

import java.io.IOException;

/** Something else listens on the port already. */
final class PortTaken extends IOException {
  PortTaken(int port, Throwable cause) {
    super("Port " + port + " is taken.", cause);
  }
}
