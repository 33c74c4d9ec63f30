package dev.granary.demo;

import com.sun.net.httpserver.HttpServer;
import dev.granary.localhub.LocalHub;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A running server with the model hub, for browsers on this machine only. */
final class DemoServer implements AutoCloseable {
  private static final int THREADS = 4;

  static {
    // The server writes the head and the body of a response separately; with a delay, the body
    // would come 40 ms later.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final LocalHub hub;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private DemoServer(HttpServer server, Site site, LocalHub hub) {
    this.server = server;
    this.hub = hub;
    server.createContext("/", new SiteHandler(site, hub));
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Listens on a port; where the port is 0, on any free one.
   *
   * @throws PortTaken when another program listens there
   */
  static DemoServer start(int port, Site site) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server;
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException taken) {
      throw new PortTaken(port, taken);
    }
    // The hub takes the port it had before, so that downloads can continue: their URLs contain the
    // port.
    int hubPort = port == 0 ? 0 : port + 1;
    int cdnPort = port == 0 ? 0 : port + 2;
    return new DemoServer(server, site, LocalHub.near(hubPort, cdnPort, DigitsRepository.read()));
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Uses the name localhost, which browsers trust like https: storage and digests need that. */
  String address() {
    return "http://localhost:" + port() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
    hub.close();
  }
}
