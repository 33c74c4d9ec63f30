package dev.granary.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @TempDir private Path folder;

  @BeforeEach
  void build() throws IOException {
    Files.writeString(folder.resolve("index.js"), "");
  }

  @Test
  void oneLineNamesTheAddress() throws Exception {
    try (DemoServer server = Demo.start(new Settings(folder, 0, true), out)) {
      assertEquals(
          "Granary's page is ready: http://localhost:" + server.port() + "/ (Ctrl-C stops it)",
          printed.toString(UTF_8).strip());
    }
  }

  @Test
  void aTakenPortThatWasChosenIsRefused() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();
      Refusal refusal =
          assertThrows(Refusal.class, () -> Demo.start(new Settings(folder, port, true), out));
      assertEquals(
          "Port " + port + " is taken. Choose another: ./run demo 9000", refusal.getMessage());
    }
  }

  @Test
  void aTakenDefaultPortIsReplacedByTheNext() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DemoServer server = Demo.start(new Settings(folder, other.getLocalPort(), false), out)) {
      assertTrue(server.port() > other.getLocalPort());
      assertTrue(printed.toString(UTF_8).startsWith("Port " + other.getLocalPort() + " is taken."));
    }
  }

  @Test
  void withoutAPackageTheServerRefusesToStart() {
    Settings settings = new Settings(folder.resolve("absent"), 0, true);
    Refusal refusal = assertThrows(Refusal.class, () -> Demo.start(settings, out));
    assertTrue(refusal.getMessage().startsWith("There is no built package in "));
  }

  @Test
  void anArgumentCountsBeforeTheEnvironment() {
    assertEquals(new Settings(Path.of("p"), 9000, true), of("7000", "p", "9000"));
    assertEquals(new Settings(Path.of("p"), 7000, true), of("7000", "p"));
    assertEquals(new Settings(Path.of("p"), 8080, false), of(null, "p"));
    assertEquals(new Settings(Path.of("p"), 8080, false), of(" ", "p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "http", "8080.0", "99999999999"})
  void aPortIsANumber(String port) {
    Refusal refusal = assertThrows(Refusal.class, () -> of(null, "p", port));
    assertTrue(refusal.getMessage().endsWith("not \"" + port + "\"."));
  }

  @Test
  void aFolderIsNeeded() {
    assertThrows(Refusal.class, () -> of(null));
    assertThrows(Refusal.class, () -> of(null, "p", "1", "2"));
  }

  private static Settings of(String environmentPort, String... args) {
    return Settings.of(args, environmentPort);
  }
}
