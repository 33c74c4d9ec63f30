package dev.granary.file;

import dev.granary.Cancel;
import dev.granary.catalog.FileSpec;
import dev.granary.chunk.ChunkSource;
import dev.granary.collection.CollectionManifest;
import dev.granary.collection.OpenCollection;
import dev.granary.collection.SegmentSource;
import dev.granary.collection.StoredCollections;
import dev.granary.document.Documents;
import dev.granary.http.Http;
import dev.granary.hub.ScriptedHub;
import dev.granary.integrity.Scrub;
import dev.granary.integrity.ScrubReport;
import dev.granary.model.ModelSpec;
import dev.granary.model.Models;
import dev.granary.model.TensorSource;
import dev.granary.model.TensorSpec;
import dev.granary.space.Clean;
import dev.granary.space.Clear;
import dev.granary.space.ItemKind;
import dev.granary.space.Sweep;
import dev.granary.store.Outcome;
import dev.granary.store.Step;
import dev.granary.tensor.DataType;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Describes one way to reach a commit of a step, and what the caller must receive when the commit
 * fails.
 *
 * @param commits at how many commits of the step this case can fail
 * @param last whether the step is the one that makes the change
 * @param onFailure what the caller receives when the commit fails
 * @param onQuota what the caller receives when there is no room, even after the session made some
 * @param fresh what the key reads as afterwards; null when the file is deleted
 * @param before what is stored at the start
 * @param act does the step, and returns what the caller received unless that is an exception
 * @param retry does the step again, without the cause that made the step necessary
 */
record FaultCase(
    int commits,
    boolean last,
    String onFailure,
    String onQuota,
    String fresh,
    Consumer<Bench> before,
    Function<Bench, String> act,
    Function<Bench, String> retry) {

  static final String KEY = "k";
  static final String OLD = "the old one";
  static final String NEW = "0123456789";

  /** Smaller than a chunk. */
  static final String SMALL = "new";

  static final String DONE = "done";

  /** The key of a file that is damaged until it is repaired. */
  static final String DAMAGED = "damaged";

  private static final byte[] NEW_CHUNK = {'q', 'r', 's', 't'};

  /** Returns the case of a step. The compiler requires a case for each new step. */
  static FaultCase of(Step step) {
    return switch (step) {
      case FILE_BEGIN -> putting(1, false);
      case FILE_CHUNK -> putting(3, false);
      case FILE_TOUCH -> same(3, false, "FAILED", "QUOTA", NEW, bench -> {}, FaultCase::putSlowly);
      case FILE_COMMIT -> putting(1, true);
      case FILE_PUT -> same(1, true, "FAILED", "QUOTA", SMALL, bench -> {}, FaultCase::putSmall);
      case FILE_DISCARD ->
          new FaultCase(
              1,
              false,
              "the source's own",
              "the source's own",
              NEW,
              bench -> {},
              bench -> put(bench, new TextSource(NEW).failingAt(2, sourceFailure())),
              bench -> put(bench, new TextSource(NEW)));
      case FILE_PAUSE ->
          new FaultCase(
              1,
              false,
              "the source's own",
              "the source's own",
              NEW,
              bench -> {},
              FaultCase::downloadBrokenOff,
              FaultCase::putNew);
      case FILE_DELETE -> same(1, true, "FAILED", "QUOTA", null, bench -> {}, FaultCase::delete);
      case FILE_PIN -> same(1, true, "FAILED", "QUOTA", OLD, bench -> {}, FaultCase::pin);
      case FILE_REPAIR ->
          new FaultCase(
              1,
              false,
              "The store could not write \"damaged\"; see the cause.",
              "There is no room for \"damaged\": 4 bytes are still to come, 4 are free."
                  + " Free space on the disk, or delete or unpin files.",
              OLD,
              FaultCase::damageAnother,
              FaultCase::repair,
              FaultCase::repair);
      case FILE_ADOPT -> same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pin, FaultCase::adopt);
      // The file is pinned. Otherwise the session might evict it to make room for the model.
      case MODEL_PUT -> same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pin, FaultCase::putModel);
      case MODEL_CHANGE ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pinWithModel, FaultCase::addTensor);
      case MODEL_RESTORE ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pinWithoutTensor, FaultCase::restore);
      case MODEL_PIN ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pinWithModel, FaultCase::pinModel);
      case COLLECTION_PUT ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pin, FaultCase::saveCollection);
      case COLLECTION_DELETE ->
          same(
              1,
              false,
              "FAILED",
              "QUOTA",
              OLD,
              FaultCase::pinWithCollection,
              FaultCase::deleteCollection);
      case MODEL_DELETE ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pinWithModel, FaultCase::deleteModel);
      case REPO_PUT -> same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pin, FaultCase::scan);
      case REPO_DELETE ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::scanPinned, FaultCase::deleteRepo);
      // The file is pinned. Otherwise the session might evict it to make room for the document.
      case DOCUMENT_PUT ->
          same(1, false, "FAILED", "QUOTA", OLD, FaultCase::pin, FaultCase::putDocument);
      case DOCUMENT_DELETE ->
          same(
              1,
              false,
              "FAILED",
              "QUOTA",
              OLD,
              FaultCase::pinWithDocument,
              FaultCase::deleteDocument);
      case CLEAR -> same(1, true, "FAILED", "QUOTA", null, bench -> {}, FaultCase::clear);
      case JOURNAL_EXPIRE ->
          same(2, false, "FAILED", "QUOTA", OLD, FaultCase::twoDeadJournals, FaultCase::sweep);
      case SWEEP ->
          same(2, false, "FAILED", "QUOTA", OLD, FaultCase::muchGarbage, FaultCase::sweep);
      case RECOUNT -> same(1, false, "FAILED", "QUOTA", OLD, bench -> {}, FaultCase::sweepAll);
      case EVICT -> same(1, false, "QUOTA", "QUOTA", NEW, FaultCase::littleRoom, FaultCase::putNew);
      case ACCESS -> same(1, false, DONE, DONE, OLD, bench -> {}, FaultCase::use);
    };
  }

  private static FaultCase putting(int commits, boolean last) {
    return same(commits, last, "FAILED", "QUOTA", NEW, bench -> {}, FaultCase::putNew);
  }

  private static FaultCase same(
      int commits,
      boolean last,
      String onFailure,
      String onQuota,
      String fresh,
      Consumer<Bench> before,
      Function<Bench, String> act) {
    return new FaultCase(commits, last, onFailure, onQuota, fresh, before, act, act);
  }

  private static RuntimeException sourceFailure() {
    return new IllegalStateException("the source's own");
  }

  private static String putNew(Bench bench) {
    return put(bench, new TextSource(NEW));
  }

  private static String put(Bench bench, TextSource source) {
    bench.files.put(KEY, source, FileSpec.ANY, Cancel.NEVER);
    return DONE;
  }

  /** So long ago that no session resumes it. */
  private static String downloadBrokenOff(Bench bench) {
    try {
      bench.download(KEY, new TextSource(NEW).failingAt(2, sourceFailure()), FileSpec.ANY);
      return DONE;
    } finally {
      bench.now += Sweep.KEPT_UNFINISHED;
    }
  }

  private static String putSmall(Bench bench) {
    FileSpec spec = Bench.sized(SMALL.length());
    bench.files.put(KEY, new TextSource(SMALL), spec, Cancel.NEVER);
    return DONE;
  }

  private static String putSlowly(Bench bench) {
    return put(bench, new TextSource(NEW).slowly(() -> bench.now += ChunkSource.Beat.PATIENCE));
  }

  private static String delete(Bench bench) {
    bench.files.delete(KEY);
    return DONE;
  }

  private static String pin(Bench bench) {
    bench.files.pin(KEY, true);
    return DONE;
  }

  private static void pinWithDocument(Bench bench) {
    pin(bench);
    putDocument(bench);
  }

  private static String putDocument(Bench bench) {
    new Documents(bench.session).put("document", "{}");
    return DONE;
  }

  private static String deleteDocument(Bench bench) {
    new Documents(bench.session).delete("document");
    return DONE;
  }

  private static String putModel(Bench bench) {
    new Models(bench.session, null)
        .put(ModelSpec.of("model", "1"), tensor("old"), Cancel.NEVER, FileWriter.Progress.NONE);
    return DONE;
  }

  private static TensorSource tensor(String name) {
    TensorSpec spec = new TensorSpec(name, DataType.UINT8, List.of(4L), null);
    return TensorSource.of(List.of(spec), List.of(NEW_CHUNK));
  }

  /** The model is pinned, too: it must not be evicted to make room for its own change. */
  private static void pinWithModel(Bench bench) {
    pin(bench);
    putModel(bench);
    pinModel(bench);
  }

  private static String addTensor(Bench bench) {
    new Models(bench.session, null)
        .putTensors("model", "1", tensor("new"), Cancel.NEVER, FileWriter.Progress.NONE);
    return DONE;
  }

  /** The model's tensor is evicted, and its chunk stays in a file. */
  private static void pinWithoutTensor(Bench bench) {
    pin(bench);
    putModel(bench);
    bench.put("with the same chunk", "qrst");
    bench.files.pin("with the same chunk", true);
    Set<ItemKind> tensors = Set.of(ItemKind.TENSOR);
    bench.session.clean().run(new Clean.Request(0, Clean.NOTHING, tensors), Cancel.NEVER);
    pinModel(bench);
  }

  private static String restore(Bench bench) {
    new Models(bench.session, null).get("model", "1").bytes("old", Cancel.NEVER);
    return DONE;
  }

  private static String pinModel(Bench bench) {
    new Models(bench.session, null).pin("model", "1", true);
    return DONE;
  }

  private static String deleteModel(Bench bench) {
    new Models(bench.session, null).delete("model", "1");
    return DONE;
  }

  private static void pinWithCollection(Bench bench) {
    pin(bench);
    saveCollection(bench);
  }

  /** Saves a collection without a segment. */
  private static String saveCollection(Bench bench) {
    StoredCollections collections = new StoredCollections(bench.session);
    OpenCollection open = collections.open("collection");
    SegmentSource empty =
        new SegmentSource() {
          @Override
          public boolean advance() {
            return false;
          }

          @Override
          public int kept() {
            throw new AssertionError();
          }

          @Override
          public byte[] bytes() {
            throw new AssertionError();
          }
        };
    collections.save(
        "collection",
        open == null ? StoredCollections.NEVER : open.manifest().generation(),
        new CollectionManifest.Content(1, 0, "{}"),
        empty,
        Cancel.NEVER,
        FileWriter.Progress.NONE);
    return DONE;
  }

  private static String deleteCollection(Bench bench) {
    new StoredCollections(bench.session).delete("collection");
    return DONE;
  }

  private static String adopt(Bench bench) {
    bench.files.adopt(bench.files.find(KEY), "another", FileSpec.ANY, null);
    return DONE;
  }

  private static void scanPinned(Bench bench) {
    pin(bench);
    scan(bench);
  }

  private static String scan(Bench bench) {
    ScriptedHub server = new ScriptedHub(bench.session).with("config.json", "{}");
    server.commit("main");
    server.hub(bench.files).scan(server.task(), ScriptedHub.REPO, null);
    return DONE;
  }

  private static String deleteRepo(Bench bench) {
    new ScriptedHub(bench.session).hub(bench.files).delete(ScriptedHub.REPO, null);
    return DONE;
  }

  private static String clear(Bench bench) {
    Outcome failure = new Clear(bench.store, bench.session.clock(), bench.session.sweep()).run();
    return failure == null ? DONE : failure.result().name();
  }

  private static String sweep(Bench bench) {
    Outcome failure = bench.session.sweep().run(0).failure();
    return failure == null ? DONE : failure.result().name();
  }

  private static String sweepAll(Bench bench) {
    Outcome failure = bench.session.sweep().sweepAll(Cancel.NEVER).failure();
    return failure == null ? DONE : failure.result().name();
  }

  private static String use(Bench bench) {
    bench.files.open(KEY);
    bench.session.accessLog().flush();
    return DONE;
  }

  private static void damageAnother(Bench bench) {
    pin(bench);
    bench.download(DAMAGED, new TextSource("qrst"), FileSpec.ANY);
    bench.disk.flip(bench.chunkId(DAMAGED, 0), 2);
  }

  private static String repair(Bench bench) {
    Http http =
        asking ->
            new Http.Answer(
                206,
                name -> null,
                (into, offset, length) -> {
                  System.arraycopy(NEW_CHUNK, 0, into.memory(), 0, length);
                  return length;
                });
    ScrubReport report =
        new Scrub(bench.session, null, http, Cancel.NEVER, (key, loaded, total, speed, done) -> {})
            .run();
    String result = DONE;
    for (ScrubReport.Bad bad : report.bad()) {
      String reason = bad.reason();
      result = bad.repaired() ? result : reason.substring(reason.indexOf("repaired: ") + 10);
    }
    return result;
  }

  private static void twoDeadJournals(Bench bench) {
    for (String key : List.of("one", KEY)) {
      bench.writers.begin(key, FileSpec.ANY, null, false, Cancel.NEVER);
    }
    bench.dieAndReconnect("the next");
  }

  /** Two pages of garbage. */
  private static void muchGarbage(Bench bench) {
    StringBuilder content = new StringBuilder();
    for (int i = 1000; i < 1300; i++) {
      content.append(i);
    }
    bench.put("garbage", content.toString());
    bench.files.delete("garbage");
  }

  /** Sets the budget to the stored bytes, with something that may be evicted. */
  private static void littleRoom(Bench bench) {
    bench.put("victim", "vvvvwwwwxxxx");
    bench.connect("with a budget", 4, bench.disk.totals().storedBytes());
  }
}
