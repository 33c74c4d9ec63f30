package dev.granary.web.vector;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.Task;
import dev.granary.file.ProgressMeter;
import dev.granary.vector.collection.Match;
import dev.granary.vector.collection.RunningSearch;
import dev.granary.vector.collection.SearchRequest;
import dev.granary.vector.collection.VectorCollection;
import dev.granary.web.bridge.Calls;
import dev.granary.web.bridge.Yielding;
import dev.granary.web.dom.JsArray;
import dev.granary.web.dom.Platform;
import dev.granary.web.dom.Promise;
import dev.granary.web.kernel.KernelChain;
import dev.granary.web.source.CoreTask;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;
import org.teavm.jso.core.JSBoolean;
import org.teavm.jso.core.JSString;
import org.teavm.jso.typedarrays.Float32Array;

/**
 * Exports one collection to JavaScript. A long call pauses every few milliseconds, and other calls
 * run in between. What is left to build of the index is built in the background.
 */
final class CollectionExports implements CoreCollection {
  /** A filter judges so many rows in well below a millisecond. */
  private static final int JUDGED_AT_ONCE = 64;

  /** Looking at the clock for a report costs as much as inserting a short vector. */
  private static final int ROWS_PER_REPORT = 64;

  /** How long the background works at a time, in milliseconds. */
  private static final double SLICE = 4;

  private final KernelChain.Link link;
  private final int dimensions;

  private final Turns turns = new Turns();

  /** Null when the collection is closed. */
  private VectorCollection collection;

  /** Whether the background work has begun and not ended. */
  private boolean working;

  CollectionExports(VectorCollection collection, KernelChain.Link link) {
    this.collection = collection;
    this.link = link;
    dimensions = collection.options().dimensions();
  }

  /** Makes one use of the open collection. May suspend. */
  private interface Use {
    JSObject of(VectorCollection open);
  }

  private Promise call(Use use) {
    return Calls.async(() -> use.of(open()));
  }

  /** Makes one use that changes the collection. */
  private Promise change(Use use) {
    return Calls.async(
        () -> {
          turns.enter();
          try {
            return use.of(open());
          } finally {
            turns.leave();
            workLater();
          }
        });
  }

  private VectorCollection open() {
    if (collection == null) {
      throw new GranaryException(Code.CLOSED, "This collection is closed.");
    }
    return collection;
  }

  @Override
  public int size() {
    return collection == null ? 0 : collection.size();
  }

  @Override
  public double bytes() {
    return collection == null ? 0 : collection.bytes();
  }

  @Override
  public String kernel() {
    return switch (link) {
      case RELAXED -> "relaxed";
      case BASELINE -> "simd";
      case JAVA -> "java";
    };
  }

  @Override
  public Promise insert(Float32Array vector, String id, String metadata, String text) {
    return change(open -> JSString.valueOf(open.insert(vector.toJavaArray(), id, metadata, text)));
  }

  @Override
  public Promise insertBatch(
      Float32Array vectors, JsArray ids, JsArray metadata, JsArray texts, CoreTask coreTask) {
    return change(
        open -> {
          Task task = CoreTask.follow(coreTask);
          checkAll(vectors, task);
          return insertAll(vectors, ids, metadata, texts, coreTask, task);
        });
  }

  /** Checks all vectors of a batch before the first is inserted. */
  private void checkAll(Float32Array vectors, Task task) {
    Yielding yielding = new Yielding();
    int rows = vectors.getLength() / dimensions;
    for (int row = 0; row < rows; row++) {
      try {
        open().check(row(vectors, row));
      } catch (GranaryException e) {
        throw new GranaryException(
            e.code(), "Vector " + row + " of the batch: " + e.getMessage(), e.getCause());
      }
      yielding.take();
      task.check();
    }
    open().reserve(rows);
  }

  private JsArray insertAll(
      Float32Array vectors,
      JsArray ids,
      JsArray metadata,
      JsArray texts,
      CoreTask coreTask,
      Task task) {
    int rows = vectors.getLength() / dimensions;
    double rowBytes = 4.0 * dimensions;
    ProgressMeter meter = BatchProgress.meter(coreTask, (long) (rows * rowBytes));
    JsArray inserted = JsArray.Maker.empty();
    Yielding yielding = new Yielding();
    for (int row = 0; row < rows; row++) {
      String id =
          open().insert(row(vectors, row), item(ids, row), item(metadata, row), item(texts, row));
      inserted.push(JSString.valueOf(id));
      if (row % ROWS_PER_REPORT == 0) {
        meter.stored((long) (row * rowBytes));
      }
      yielding.take();
      task.check();
    }
    meter.done((long) (rows * rowBytes));
    return inserted;
  }

  /** Returns one row of a matrix, in the same memory. */
  private float[] row(Float32Array vectors, int row) {
    int at = vectors.getByteOffset() + 4 * row * dimensions;
    return new Float32Array(vectors.getBuffer(), at, dimensions).toJavaArray();
  }

  private static String item(JsArray list, int row) {
    if (list.getLength() == 0 || list.get(row) == null) {
      return null;
    }
    return ((JSString) list.get(row)).stringValue();
  }

  /** Builds the index in the background, as far as inserts have left something to build. */
  void workLater() {
    if (!working && collection != null && collection.work(0)) {
      working = true;
      Calls.fork(this::workInBackground);
    }
  }

  private void workInBackground() {
    Yielding.pause();
    build();
    working = false;
  }

  /** Builds the index until it is complete or the collection is closed. */
  private void build() {
    boolean more = true;
    while (more) {
      turns.enter();
      double began = Platform.elapsed();
      do {
        more = collection != null && collection.work(1);
      } while (more && Platform.elapsed() - began < SLICE);
      turns.leave();
      if (more) {
        Yielding.pause();
      }
    }
  }

  @Override
  public Promise search(CoreSearch search) {
    return call(
        open -> {
          RunningSearch running = open.begin(request(search));
          Yielding yielding = new Yielding();
          while (running.filter(JUDGED_AT_ONCE)) {
            yielding.take();
            open();
          }
          JsArray matches = JsArray.Maker.empty();
          for (Match match : running.finish()) {
            matches.push(match(match));
          }
          return matches;
        });
  }

  private static SearchRequest request(CoreSearch search) {
    Float32Array vector = search.getVector();
    CoreSearch.Accepts accepts = search.getAccepts();
    return new SearchRequest(
        vector == null ? null : vector.toJavaArray(),
        search.getText(),
        search.getK(),
        search.getEf(),
        search.getFilter(),
        accepts == null ? null : accepts::accepts,
        search.isIncludeVectors());
  }

  private static JSObject match(Match match) {
    float[] vector = match.vector();
    return match(
        match.id(),
        match.score(),
        match.metadata(),
        vector == null ? null : Float32Array.fromJavaArray(vector));
  }

  @JSBody(
      params = {"id", "score", "metadata", "vector"},
      script = "return { id: id, score: score, metadata: metadata, vector: vector };")
  private static native JSObject match(
      String id, double score, String metadata, Float32Array vector);

  @Override
  public Promise get(String id) {
    return call(
        open -> {
          Match found = open.get(id);
          return found == null ? null : match(found);
        });
  }

  @Override
  public boolean has(String id) {
    return collection != null && collection.has(id);
  }

  @Override
  public Promise delete(String id) {
    return change(open -> JSBoolean.valueOf(open.delete(id)));
  }

  @Override
  public Promise compact() {
    return Calls.async(
        () -> {
          compactAll();
          build();
          open();
          return null;
        });
  }

  @Override
  public Promise image(int segmentBytes) {
    return Calls.async(
        () -> {
          turns.enter();
          try {
            return new ImageExports(open().image(segmentBytes), turns);
          } catch (RuntimeException closed) {
            turns.leave();
            throw closed;
          }
        });
  }

  private void compactAll() {
    turns.enter();
    try {
      Yielding yielding = new Yielding();
      while (open().compact(1)) {
        yielding.take();
      }
    } finally {
      turns.leave();
    }
  }

  @Override
  public void close() {
    collection = null;
  }
}
