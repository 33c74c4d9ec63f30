package dev.granary.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.FileSpec;
import dev.granary.http.Http;
import dev.granary.store.FaultyStore.Death;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Tests downloads against random faults of a server and random deaths of sessions. The stored file
 * is always one whole version of the server's file; with a digest, it is the right version. As soon
 * as the server behaves again, a download gets the file.
 */
final class AnyServerTest {
  private final List<String> versions = new ArrayList<>();
  private Random random;
  private Bench bench;
  private boolean dated;

  @Property(tries = 2000)
  void neverAWrongFile(@ForAll long seed) {
    random = new Random(seed);
    bench = new Bench();
    versions.clear();
    dated = random.nextBoolean();
    nextVersion();
    boolean digest = random.nextBoolean();
    boolean git = digest && random.nextInt(3) == 0;
    bench.server.ranges = random.nextInt(4) > 0;
    bench.server.sized = random.nextInt(4) > 0;
    bench.server.exposes = random.nextInt(3) > 0;
    bench.span = random.nextInt(3) == 0 ? 1 + random.nextInt(12) : Long.MAX_VALUE;
    FileSpec spec =
        git
            ? Bench.blob(bench.server.content)
            : digest ? Bench.digest(bench.server.content) : FileSpec.ANY;
    for (int call = 0; call < 5 && bench.read() == null; call++) {
      for (int n = random.nextInt(6); n > 0; n--) {
        bench.server.then(fault(digest));
      }
      if (random.nextInt(4) == 0) {
        Step step = random.nextBoolean() ? Step.FILE_CHUNK : Step.FILE_COMMIT;
        bench.store.failAt(step, 1 + random.nextInt(3), Fault.DIE_AFTER);
      }
      attempt(spec);
      if (random.nextInt(3) == 0) {
        bench.dieAndReconnect("after " + call);
      }
    }
    // From here on, the server behaves.
    bench.dieAndReconnect("the last");
    bench.server.nothingMore();
    if (digest) {
      serve(0);
    }
    assertStored(bench.fetch(digest ? spec : FileSpec.ANY));
    if (digest) {
      assertEquals(versions.get(0), bench.read());
    }
    bench.now += 8 * 24 * 3600_000L;
    bench.assertNothingIsLeftBehind();
  }

  private void attempt(FileSpec spec) {
    try {
      boolean resume = random.nextInt(3) == 0;
      assertStored(resume ? bench.resume() : bench.fetch(spec));
    } catch (GranaryException failure) {
      Code code = failure.code();
      boolean typed = code == Code.NETWORK || code == Code.HTTP || code == Code.INTEGRITY;
      assertTrue(typed || code == Code.NOT_FOUND, code + " " + failure.getMessage());
      assertEquals("k", failure.details().get("key"));
    } catch (Death death) {
      bench.server.open = 0;
      bench.dieAndReconnect("after a death " + random.nextInt());
    }
    assertEquals(0, bench.server.open);
  }

  private void assertStored(String text) {
    assertTrue(versions.contains(text), text + " is none of " + versions);
  }

  /** No two have a byte in common at any place. */
  private void nextVersion() {
    StringBuilder text = new StringBuilder();
    for (int length = 1 + random.nextInt(20); text.length() < length; ) {
      text.append((char) ('a' + versions.size()));
    }
    versions.add(text.toString());
    serve(versions.size() - 1);
  }

  private void serve(int version) {
    bench.server.content = versions.get(version);
    bench.server.etag = "\"" + version + "\"";
    bench.server.lastModified = dated ? "Wed, 21 Oct 2015 07:28:0" + version + " GMT" : null;
  }

  private ScriptedServer.Fault fault(boolean digest) {
    int n = random.nextInt(12);
    return switch (random.nextInt(digest ? 13 : 11)) {
      case 0, 1 -> ScriptedServer.drop(n);
      // Without a size, a download cannot see that a body ended too early.
      case 2 -> bench.server.sized ? ScriptedServer.shortBody(n) : ScriptedServer.drop(n);
      case 3 -> ScriptedServer.noLine();
      case 4 -> ScriptedServer.status(random.nextBoolean() ? 503 : 404);
      case 5 -> ScriptedServer.ignoreRange();
      case 6 -> ScriptedServer.page();
      case 7 -> this::anotherPart;
      case 8, 9 -> this::anotherVersion;
      case 10 -> ScriptedServer::answer;
      // Only a digest can tell these wrong bytes from the right ones.
      case 11 -> ScriptedServer.longBody("#");
      default -> ScriptedServer.flip(0);
    };
  }

  private Http.Answer anotherPart(ScriptedServer server, Http.Request asked) {
    int length = server.content.length();
    int from = random.nextInt(length);
    int to = from + 1 + random.nextInt(length - from);
    // When the range cannot be read, a download cannot see the difference.
    return asked.rangeHeader() == null || !server.exposes
        ? server.answer(asked)
        : ScriptedServer.wrongRange(from, to).answer(server, asked);
  }

  private Http.Answer anotherVersion(ScriptedServer server, Http.Request asked) {
    if (versions.size() < 6) {
      nextVersion();
    }
    serve(random.nextInt(versions.size()));
    return server.answer(asked);
  }
}
