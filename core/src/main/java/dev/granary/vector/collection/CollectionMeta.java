package dev.granary.vector.collection;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import dev.granary.json.JsonWriter;
import dev.granary.vector.Metric;
import dev.granary.vector.collection.CollectionOptions.IndexKind;

/**
 * What an image says of its collection, as JSON.
 *
 * @param rows the number of rows, those of deleted items included
 * @param nextId the number that the search for a new id begins at
 * @param trainedAt the number of rows when the quantiser was trained, or 0 without a quantiser
 * @param graphRows the rows that the image has links of
 */
public record CollectionMeta(
    CollectionOptions options, int rows, int deleted, int nextId, int trainedAt, int graphRows) {
  private static final int VERSION = 1;

  /** Returns the number of items. */
  public int size() {
    return rows - deleted;
  }

  public String encode() {
    return new JsonWriter()
        .beginObject()
        .name("v")
        .value(VERSION)
        .name("dimensions")
        .value(options.dimensions())
        .name("metric")
        .value(options.metric().label())
        .name("index")
        .value(options.index().label())
        .name("quantised")
        .value(options.quantised())
        .name("m")
        .value(options.links())
        .name("efConstruction")
        .value(options.construction())
        .name("seed")
        .value(options.seed())
        .name("rows")
        .value(rows)
        .name("deleted")
        .value(deleted)
        .name("nextId")
        .value(nextId)
        .name("trainedAt")
        .value(trainedAt)
        .name("graphRows")
        .value(graphRows)
        .endObject()
        .text();
  }

  /**
   * Reads what {@link #encode} wrote. CORRUPT when it is something else, VERSION when it is newer.
   */
  public static CollectionMeta decode(String text) {
    try {
      return read(new JsonReader(text));
    } catch (GranaryException e) {
      throw e.code() == Code.VERSION ? e : SegmentReader.corrupt(e.getMessage());
    }
  }

  private static CollectionMeta read(JsonReader in) {
    int version = 0;
    int dimensions = 0;
    Metric metric = null;
    IndexKind index = null;
    boolean quantised = false;
    int links = 0;
    int construction = 0;
    int seed = 0;
    int rows = -1;
    int deleted = -1;
    int nextId = 1;
    int trainedAt = 0;
    int graphRows = 0;
    in.beginObject();
    for (String name; (name = in.nextName()) != null; ) {
      switch (name) {
        case "v" -> version = number(in);
        case "dimensions" -> dimensions = number(in);
        case "metric" -> metric = Metric.of(in.string());
        case "index" -> index = IndexKind.of(in.string());
        case "quantised" -> quantised = in.bool();
        case "m" -> links = number(in);
        case "efConstruction" -> construction = number(in);
        case "seed" -> seed = number(in);
        case "rows" -> rows = number(in);
        case "deleted" -> deleted = number(in);
        case "nextId" -> nextId = number(in);
        case "trainedAt" -> trainedAt = number(in);
        case "graphRows" -> graphRows = number(in);
        default -> in.skip();
      }
    }
    in.end();
    if (version > VERSION) {
      throw new GranaryException(Code.VERSION, "A newer release of Granary wrote this collection.")
          .with("found", version)
          .with("supported", VERSION);
    }
    boolean complete = version == VERSION && metric != null && index != null;
    if (!complete
        || deleted < 0
        || deleted > rows
        || nextId < 1
        || trainedAt < 0
        || trainedAt > rows
        || graphRows < 0
        || graphRows > rows) {
      throw SegmentReader.corrupt("Its description is wrong.");
    }
    CollectionOptions options =
        new CollectionOptions(dimensions, metric, index, quantised, links, construction, seed);
    boolean quantises = options.quantised() && metric.quantises();
    if ((trainedAt > 0 && !quantises) || (graphRows > 0 && index == IndexKind.FLAT)) {
      throw SegmentReader.corrupt("Its description contradicts itself.");
    }
    return new CollectionMeta(options, rows, deleted, nextId, trainedAt, graphRows);
  }

  private static int number(JsonReader in) {
    double number = in.whole();
    if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
      throw SegmentReader.corrupt("A number is too large.");
    }
    return (int) number;
  }
}
