package dev.granary.localhub;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A running hub with two origins, for clients on this machine only. */
public final class LocalHub implements AutoCloseable {
  static {
    // The server writes head and body separately. Without this option the body may wait 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer hub;
  private final HttpServer cdn;
  // No limit on threads: a stalled answer must not delay other answers.
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private LocalHub(Settings settings, OfferedRepository... offered) throws IOException {
    hub = HttpServer.create(loopback(settings.port()), 0);
    try {
      cdn = HttpServer.create(loopback(settings.cdnPort()), 0);
    } catch (IOException taken) {
      hub.stop(0);
      throw taken;
    }
    Repositories repositories = new Repositories(settings.big(), offered);
    Faults faults = new Faults();
    Counts counts = new Counts();
    BodySender sender = new BodySender(faults, counts);
    Access access = new Access(repositories);
    Signatures signatures = new Signatures(cdnOrigin(), settings.validity(), Clock.systemUTC());
    hub.createContext(
        "/",
        new HubHandler(
            new Listing(repositories, access, sender, settings.pageSize()),
            new Resolving(access, sender, faults, counts, signatures),
            new Control(repositories, faults, counts)));
    cdn.createContext("/", new CdnHandler(repositories, sender, counts, signatures));
    for (HttpServer server : new HttpServer[] {hub, cdn}) {
      server.setExecutor(threads);
      server.start();
    }
  }

  /** Starts a hub, prints its two origins, and runs until the process is stopped. */
  public static void main(String[] args) throws IOException {
    try {
      LocalHub running = start(Settings.of(args));
      System.out.println("hub " + running.origin() + " cdn " + running.cdnOrigin());
    } catch (IllegalArgumentException unreadable) {
      System.err.println(unreadable.getMessage());
      System.exit(1);
    }
  }

  static LocalHub start(Settings settings, OfferedRepository... offered) throws IOException {
    return new LocalHub(settings, offered);
  }

  /**
   * Starts a hub on two ports, or on any free ports if those ports are not available. The hub lists
   * the offered repositories before its own.
   */
  public static LocalHub near(int port, int cdnPort, OfferedRepository... offered)
      throws IOException {
    Settings any = Settings.DEFAULT;
    Settings near = new Settings(port, cdnPort, any.pageSize(), any.validity(), any.big());
    try {
      return start(near, offered);
    } catch (BindException | IllegalArgumentException taken) {
      return start(any, offered);
    }
  }

  /** Returns the first origin, which clients call the endpoint. */
  public String origin() {
    return "http://localhost:" + hub.getAddress().getPort();
  }

  /** Returns the second origin, which serves large files. */
  public String cdnOrigin() {
    return "http://localhost:" + cdn.getAddress().getPort();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    hub.stop(0);
    cdn.stop(0);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
