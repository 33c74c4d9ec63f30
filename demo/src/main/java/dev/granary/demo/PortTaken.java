package dev.granary.demo;

import java.io.IOException;

/** Signals that another program listens on the port. */
final class PortTaken extends IOException {
  PortTaken(int port, Throwable cause) {
    super("Port " + port + " is taken.", cause);
  }
}
