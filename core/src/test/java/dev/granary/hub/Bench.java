package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.digest.Digests;
import dev.granary.file.FileInfo;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.session.Session;
import dev.granary.space.SpacePort;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A store whose chunks are four bytes, and a hub with one repository of two quants. */
final class Bench {
  static final String Q4 = "the weights in four bits";
  static final String Q8 = "the weights in eight bits, which are more";

  final GlassStore disk = new GlassStore();
  final FaultyStore store = new FaultyStore(disk);
  final List<Progress> told = new ArrayList<>();
  long budget = Batch.UNLIMITED;
  Session session;
  Files files;
  ScriptedHub server;
  Hub hub;
  private final Set<String> dead = new HashSet<>();

  /** The usual repository. */
  Bench() {
    this(
        "onnx/model_q4.onnx",
        Q4,
        "onnx/model_quantized.onnx",
        Q8,
        "config.json",
        "{}",
        "README.md",
        "Read me.");
  }

  /** A repository of such files, each a path and a content. */
  Bench(String... content) {
    connect("first");
    for (int i = 0; i < content.length; i += 2) {
      server.with(content[i], content[i + 1]);
    }
  }

  private void connect(String owner) {
    session =
        Session.open(
            store,
            () -> 1_800_000_000_000L,
            () -> journal -> !journal.owner().isEmpty() && !dead.contains(journal.owner()),
            owner,
            Digests.JAVA,
            new ChunkLayout(4),
            budget,
            Verify.FIRST_READ,
            SpacePort.UNKNOWN);
    files = new Files(session);
    server = new ScriptedHub(session);
    hub = server.hub(files);
  }

  /** Another session begins: nothing that the last one only knew is known any more. */
  void reconnect(String owner) {
    dead.add("first");
    ScriptedHub before = server;
    connect(owner);
    server.commits.putAll(before.commits);
    server.branches.putAll(before.branches);
    server.offline = before.offline;
  }

  void assertTotalsEqualARecount() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
    assertEquals(0, session.buffers().count());
  }

  static Selection quant(String name) {
    return new Selection(ScriptedHub.REPO, null, name, List.of());
  }

  static Selection paths(String... paths) {
    return new Selection(ScriptedHub.REPO, null, null, List.of(paths));
  }

  RepoState download(Selection wanted) {
    return hub.download(server, wanted, 3, null, told::add);
  }

  static GranaryException fails(Code code, Runnable work) {
    GranaryException failure = assertThrows(GranaryException.class, work::run);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  /** What a file of the branch that is here reads as. */
  String read(String path) {
    return text(hub.file(ScriptedHub.REPO, path, null));
  }

  static String text(OpenFile file) {
    byte[] bytes = file.bytes(0, file.manifest().size());
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String statuses() {
    return statuses(hub.get(ScriptedHub.REPO, null));
  }

  /** Statuses by name, with what is loaded. */
  static String statuses(RepoState state) {
    StringBuilder out = new StringBuilder();
    for (QuantState quant : state.quants()) {
      out.append(out.isEmpty() ? "" : ", ").append(quant.quant().name()).append(' ');
      out.append(quant.status().label()).append(' ').append(quant.loaded());
    }
    return out.toString();
  }

  /** The requests for files since it was last asked for. */
  List<String> fetched() {
    List<String> paths = new ArrayList<>();
    for (String asked : server.asked) {
      int resolve = asked.indexOf("/resolve/");
      if (resolve >= 0) {
        paths.add(asked.substring(resolve + 9 + 41));
      }
    }
    server.asked.clear();
    return paths;
  }

  /** The keys of what is stored. */
  List<String> stored() {
    List<String> keys = new ArrayList<>();
    for (FileInfo file : files.list("")) {
      keys.add(file.key());
    }
    return keys;
  }
}
