package dev.granary.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.Cancel;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Scheduler;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkReader.Verify;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.file.OpenFile;
import dev.granary.http.Http;
import dev.granary.session.Session;
import dev.granary.space.Clean;
import dev.granary.space.ItemKind;
import dev.granary.space.SpacePort;
import dev.granary.space.Sweep;
import dev.granary.store.Batch;
import dev.granary.store.ChunkForm;
import dev.granary.store.FaultyStore;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Table;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.function.Executable;

/**
 * Provides a store, a session whose chunks have four bytes, a clock, and a server. Tensors are
 * texts: {@code w=aabb} is the tensor w of four bytes.
 */
final class ModelRig {
  final GlassStore disk;
  final Set<String> dead = new HashSet<>();
  final List<String> evicted = new ArrayList<>();

  /** The ranges that were asked of the server, and the files that the server has. */
  final List<String> asked = new ArrayList<>();

  final Map<String, String> served = new HashMap<>();

  /** Happens at each request, before the server answers. */
  Runnable atRequest = () -> {};

  long now = 1_800_000_000_000L;
  FaultyStore store;
  Session session;
  Files files;
  Models models;
  private String owner;

  ModelRig() {
    this(ChunkForm.MEMORY);
  }

  ModelRig(ChunkForm form) {
    disk = new GlassStore(form);
    connect("first", Batch.UNLIMITED);
  }

  /** Opens another session, which everything after this call uses. */
  void connect(String newOwner, long budget) {
    connect(newOwner, budget, 4);
  }

  void connect(String newOwner, long budget, int chunkSize) {
    owner = newOwner;
    store = new FaultyStore(disk);
    session = session(newOwner, budget, chunkSize);
    files = new Files(session);
    models = new Models(session, http());
  }

  private Session session(String name, long budget, int chunkSize) {
    SpacePort room =
        new SpacePort() {
          @Override
          public Figures ask() {
            return Figures.UNKNOWN;
          }

          @Override
          public void evicted(ItemKind kind, String key, long bytes) {
            evicted.add(kind.label() + " " + key + " " + bytes);
          }

          @Override
          public void filled(double usage, double quota) {}
        };
    return Session.open(
        store,
        () -> now,
        () -> journal -> !dead.contains(journal.owner()),
        name,
        Digests.JAVA,
        new ChunkLayout(chunkSize),
        budget,
        Verify.FIRST_READ,
        room,
        null,
        Scheduler.NONE);
  }

  void dieAndReconnect(String newOwner) {
    dead.add(owner);
    connect(newOwner, Batch.UNLIMITED);
  }

  private Http http() {
    return request -> {
      atRequest.run();
      asked.add(request.url() + " " + request.from() + "-" + request.to());
      String content = served.get(request.url());
      if (content == null) {
        return new Http.Answer(404, name -> null, (into, offset, length) -> -1);
      }
      byte[] part =
          content
              .substring((int) request.from(), (int) request.to())
              .getBytes(StandardCharsets.US_ASCII);
      int[] at = {0};
      return new Http.Answer(
          206,
          name -> null,
          (into, offset, length) -> {
            int piece = Math.min(Math.min(length, 3), part.length - at[0]);
            System.arraycopy(part, at[0], into.memory(), offset, piece);
            at[0] += piece;
            return piece == 0 ? -1 : piece;
          });
    };
  }

  /** Makes a source of tensors like {@code w=aabb}. */
  static TensorSource tensors(String... all) {
    List<TensorSpec> specs = new ArrayList<>();
    List<byte[]> data = new ArrayList<>();
    for (String each : all) {
      int end = each.indexOf('=');
      byte[] bytes = each.substring(end + 1).getBytes(StandardCharsets.US_ASCII);
      specs.add(spec(each.substring(0, end), bytes.length));
      data.add(bytes);
    }
    return TensorSource.of(specs, data);
  }

  static TensorSpec spec(String name, long size) {
    return new TensorSpec(name, DataType.UINT8, List.of(size), null);
  }

  static TensorEntry entry(String name, int part, long at, long size) {
    return new TensorEntry(name, DataType.UINT8, List.of(size), part, at, size);
  }

  OpenModel put(String id, String version, String... tensors) {
    return put(ModelSpec.of(id, version), tensors(tensors));
  }

  OpenModel put(ModelSpec spec, TensorSource tensors) {
    return models.put(spec, tensors, Cancel.NEVER, Progress.NONE);
  }

  OpenModel putTensors(String id, String... tensors) {
    return models.putTensors(id, null, tensors(tensors), Cancel.NEVER, Progress.NONE);
  }

  OpenFile file(String key, String content, Origin origin) {
    ChunkSource source = ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
    return files.open(files.put(key, source, FileSpec.ANY, origin, Cancel.NEVER, Progress.NONE));
  }

  /** Stores a file that the server has too, and imports it. */
  OpenModel fetched(String id, String content, TensorEntry... tensors) {
    String url = "https://example.org/" + id;
    served.put(url, content);
    OpenFile file = file("file of " + id, content, new Origin(url, null));
    return models.importFiles(ModelSpec.of(id, "1"), List.of(file), List.of(tensors));
  }

  /** Reads a model as text, in stored order, or returns null; evicted tensors show as {@code -}. */
  String read(String id, String version) {
    OpenModel model = models.get(id, version);
    return model == null ? null : read(model);
  }

  static String read(OpenModel model) {
    List<String> all = new ArrayList<>();
    List<String> missing = model.missing();
    for (TensorInfo info : model.tensors()) {
      String name = info.entry().name();
      all.add(name + "=" + (missing.contains(name) ? "-" : text(model, name)));
    }
    return String.join(" ", all);
  }

  static String text(OpenModel model, String name) {
    return new String(model.bytes(name, Cancel.NEVER), StandardCharsets.US_ASCII);
  }

  /** Evicts what the request says, and returns what was evicted. */
  List<String> clean(long unusedFor, long maxBytes, ItemKind... kinds) {
    evicted.clear();
    session.clean().run(new Clean.Request(unusedFor, maxBytes, Set.of(kinds)), Cancel.NEVER);
    return List.copyOf(evicted);
  }

  /** Evicts all tensors that are not pinned. */
  void evictTensors() {
    clean(0, Clean.NOTHING, ItemKind.TENSOR);
  }

  List<String> chunks() {
    List<String> contents = new ArrayList<>();
    disk.chunks()
        .forEach(
            chunk -> contents.add(new String(disk.bytes(chunk.id()), StandardCharsets.US_ASCII)));
    contents.sort(null);
    return contents;
  }

  void sweep() {
    session.sweep().run(0);
  }

  /** Ends all sessions. A sweep without grace must leave what rows name, and nothing else. */
  void assertNothingIsLeftBehind() {
    dieAndReconnect("the sweeper " + dead.size());
    assertEquals(null, session.sweep().run(0).failure());
    assertEquals(List.of(), disk.rows(Table.JOURNALS));
    assertEquals(0, disk.totals().garbageBytes());
    assertSound();
    Set<String> named = new HashSet<>();
    for (Table table : List.of(Table.FILES, Table.TENSORS)) {
      disk.rows(table).forEach(row -> named.addAll(row.names()));
    }
    assertEquals(named.size(), disk.chunks().size());
  }

  /** Checks that each model has both rows, and names exactly the chunks of the tensors it keeps. */
  void assertSound() {
    assertEquals(disk.recount().toString(), disk.totals().toString());
    Set<String> manifests = new HashSet<>();
    disk.rows(Table.MODELS).forEach(row -> manifests.add(row.key()));
    long tensors = 0;
    for (Row row : disk.rows(Table.TENSORS)) {
      assertTrue(manifests.remove(row.key()), row.key());
      TensorIndex index = TensorIndex.of(row);
      tensors += index.tensors().size();
      assertEquals(Set.copyOf(index.row().names()), Set.copyOf(row.names()));
      for (String id : row.names()) {
        assertTrue(disk.chunk(id) != null, "a chunk is missing");
      }
    }
    assertEquals(Set.of(), manifests);
    assertEquals(tensors, disk.totals().bytes(Table.MODELS));
  }

  static GranaryException fails(Code code, Executable work) {
    GranaryException failure = assertThrows(GranaryException.class, work);
    assertEquals(code, failure.code(), failure.getMessage());
    return failure;
  }

  /** Sweeps without a grace, as long after a deletion as a session does. */
  void later() {
    now += Sweep.GRACE;
  }
}
