package dev.granary.hub;

import static dev.granary.hub.Bench.paths;
import static dev.granary.hub.Bench.quant;
import static dev.granary.hub.ScriptedHub.REPO;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * How often each call reads the store: first the reads that fetch and decode a whole repository,
 * then all reads of the call.
 */
final class StoreReadsTest {
  private final Bench bench = new Bench();
  private final ScriptedHub server = bench.server;
  private final Hub hub = bench.hub;

  private void reads(String expected, Runnable call) {
    bench.reads.take();
    call.run();
    assertEquals(expected, bench.reads.take());
  }

  private void scan() {
    hub.scan(server, REPO, null);
  }

  @Test
  void counts() {
    StringBuilder out = new StringBuilder();
    class P {
      void p(String name, Runnable r) {
        bench.reads.take();
        r.run();
        out.append(name + ": " + bench.reads.take() + "\n");
      }
    }
    P p = new P();
    server.commit("main");
    p.p("first scan", this::scan);
    p.p("scan again", this::scan);
    p.p("get", () -> hub.get(REPO, null));
    p.p("list", () -> hub.list());
    p.p("file absent", () -> hub.file(REPO, "config.json", null));
    p.p("plan known", () -> hub.plan(server, quant("q4")));
    p.p("download q4", () -> bench.download(quant("q4")));
    p.p("download q4 there", () -> bench.download(quant("q4")));
    p.p(
        "download q4 there pinned",
        () -> hub.download(server, quant("q4"), 3, true, bench.told::add));
    p.p("file", () -> hub.file(REPO, "config.json", null));
    p.p("check not moved", () -> hub.checkForUpdate(server, REPO));
    server
        .with("README.md", "Read me again.")
        .with("onnx/model_q4.onnx", "other weights")
        .commit("main");
    p.p("check moved", () -> hub.checkForUpdate(server, REPO));
    p.p("update", () -> bench.download(quant("q4")));
    p.p("delete quant", () -> hub.delete(REPO, "q4"));
    p.p("delete", () -> hub.delete(REPO, null));
    p.p("delete absent", () -> hub.delete(REPO, null));
    p.p("plan unknown", () -> hub.plan(server, quant("q4")));
    hub.delete(REPO, null);
    p.p("download unknown", () -> bench.download(quant("q4")));
    p.p(
        "download pinned README",
        () -> hub.download(server, paths("README.md"), 3, true, bench.told::add));
    System.out.println(out);
  }
}
