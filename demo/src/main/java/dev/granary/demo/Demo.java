package dev.granary.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves the demonstration page until the user stops it. */
public final class Demo {
  private static final int PORTS_TRIED = 20;

  private Demo() {}

  public static void main(String[] args) throws IOException {
    try {
      start(Settings.of(args, System.getenv("PORT")), System.out);
    } catch (Refusal refusal) {
      System.err.println(refusal.getMessage());
      System.exit(1);
    }
  }

  /**
   * Starts a server and prints its address. Throws a {@link Refusal} with a sentence for the user.
   */
  static DemoServer start(Settings settings, PrintStream out) throws IOException {
    Path folder = settings.packageFolder();
    if (!Files.isRegularFile(folder.resolve("index.js"))) {
      throw new Refusal("There is no built package in " + folder + ". Build it with ./run demo.");
    }
    DemoServer server = bind(settings, new Site(folder), out);
    out.println("Granary's page is ready: " + server.address() + " (Ctrl-C stops it)");
    return server;
  }

  private static DemoServer bind(Settings settings, Site site, PrintStream out) throws IOException {
    int last = settings.portIsChosen() ? settings.port() : settings.port() + PORTS_TRIED - 1;
    for (int port = settings.port(); port <= last; port++) {
      try {
        return DemoServer.start(port, site);
      } catch (PortTaken taken) {
        if (port < last) {
          out.println(
              taken.getMessage()
                  + " Trying the next one; a browser keeps separate files for each port.");
        }
      }
    }
    throw new Refusal(
        settings.portIsChosen()
            ? "Port " + last + " is taken. Choose another: ./run demo 9000"
            : "Ports "
                + settings.port()
                + " to "
                + last
                + " are taken. Choose one: ./run demo 9000");
  }
}
