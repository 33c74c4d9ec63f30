package dev.granary.space;

import dev.granary.Cancel;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ChunkLayout;
import dev.granary.chunk.ChunkSource;
import dev.granary.digest.Digests;
import dev.granary.file.FileWriter.Progress;
import dev.granary.file.Files;
import dev.granary.file.Writers;
import dev.granary.model.ModelSpec;
import dev.granary.model.Models;
import dev.granary.model.TensorSource;
import dev.granary.model.TensorSpec;
import dev.granary.session.Session;
import dev.granary.store.Batch;
import dev.granary.store.FaultyStore;
import dev.granary.store.FaultyStore.Fault;
import dev.granary.store.GlassStore;
import dev.granary.store.Row;
import dev.granary.store.Step;
import dev.granary.store.Store;
import dev.granary.store.Table;
import dev.granary.tensor.DataType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Provides a store with a clock, and sessions whose files, models and collections are texts. */
final class UsageRig {
  final GlassStore disk = new GlassStore();

  /** The sessions that have ended without closing. */
  final Set<String> dead = new HashSet<>();

  long now = 1_800_000_000_000L;

  final Session session = session(disk, "me", 4);
  final Files files = new Files(session);
  final Models models = new Models(session, null);

  Session session(Store on, String owner, int chunkSize) {
    return Session.open(
        on,
        () -> now,
        () -> journal -> !dead.contains(journal.owner()),
        owner,
        Digests.JAVA,
        new ChunkLayout(chunkSize));
  }

  void put(String key, String content) {
    files.put(key, source(content), FileSpec.ANY, Cancel.NEVER);
  }

  /** Stores a file in chunks of another size. */
  void put(String key, String content, int chunkSize) {
    new Files(session(disk, "other", chunkSize))
        .put(key, source(content), FileSpec.ANY, Cancel.NEVER);
  }

  private static ChunkSource source(String content) {
    return ChunkSource.of(content.getBytes(StandardCharsets.US_ASCII));
  }

  /** Stores a model of tensors like {@code w=aabb}. */
  void model(String id, String... tensors) {
    List<TensorSpec> specs = new ArrayList<>();
    List<byte[]> data = new ArrayList<>();
    for (String each : tensors) {
      int end = each.indexOf('=');
      byte[] bytes = each.substring(end + 1).getBytes(StandardCharsets.US_ASCII);
      List<Long> shape = List.of((long) bytes.length);
      specs.add(new TensorSpec(each.substring(0, end), DataType.UINT8, shape, null));
      data.add(bytes);
    }
    ModelSpec spec = ModelSpec.of(id, "1");
    models.put(spec, TensorSource.of(specs, data), Cancel.NEVER, Progress.NONE);
  }

  /** Puts the row of a collection that names the chunks of a file. */
  void collection(String name, String file) {
    Row from = disk.row(Table.FILES, file);
    Row row = new Row(Table.COLLECTIONS, name, 0, from.bytes(), from.names(), "{}");
    disk.commit(Batch.of(Step.FILE_PIN, now).put(row).build());
  }

  /** Leaves a download after its first chunk; its session has died. */
  void leaveUnfinished(String key, String content, long announced) {
    FaultyStore dying = new FaultyStore(disk).failAt(Step.FILE_COMMIT, 1, Fault.DIE_BEFORE);
    Session session = session(dying, "dead", 4);
    dead.add("dead");
    Origin origin = new Origin("https://example.org/" + key, "etag", announced);
    try {
      new Writers(session)
          .begin(key, FileSpec.ANY, origin, true, Cancel.NEVER)
          .write(source(content), Cancel.NEVER, Progress.NONE);
    } catch (FaultyStore.Death death) {
      return;
    }
    throw new AssertionError("The writer did not die.");
  }

  List<Usage.Item> items() {
    return Usage.of(disk, session.accessLog());
  }

  /** Returns the item of a key. */
  Usage.Item item(String key) {
    return items().stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }
}
