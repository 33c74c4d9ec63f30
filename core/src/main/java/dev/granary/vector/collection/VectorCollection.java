package dev.granary.vector.collection;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.json.JsonReader;
import dev.granary.vector.Metric;
import dev.granary.vector.NeighborQueue;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.filter.Filter;
import dev.granary.vector.text.RankFusion;
import dev.granary.vector.text.TextIndex;
import dev.granary.vector.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Vectors under ids, with metadata and texts, and the search for the nearest of them.
 *
 * <p>No call takes long. What takes long is done in steps: {@link #work} builds the index, {@link
 * #compact} gives up the rows of deleted items. Each insert does a little of the work, too.
 *
 * <pre>{@code
 * var collection = new VectorCollection(CollectionOptions.of(3), new JavaVectorSpace(3, COSINE));
 * collection.insert(new float[] {1, 0, 0}, "a", "{\"lang\":\"en\"}", null);
 * List<Match> matches = collection.search(SearchRequest.nearest(new float[] {1, 1, 0}, 10));
 * }</pre>
 */
public final class VectorCollection {
  /** Sums of products of longer vectors and their codes may not be finite floats. */
  private static final double MAX_SQUARED_LENGTH = 1e30;

  private static final int LEAST_ROWS = 64;

  /** How many filters the collection remembers the answers of. */
  private static final int MAX_FILTERS = 8;

  /** How far a search for vectors and words looks in each of the two rankings, at least. */
  private static final int LEAST_RANKS = 50;

  private final CollectionOptions options;
  private final VectorSpace space;
  private final Items items = new Items();
  private final RowIndex index;
  private final TextIndex texts;
  private final Map<String, AcceptedRows> filters = new LinkedHashMap<>();
  private final NeighborQueue nearest = new NeighborQueue();
  private final NeighborQueue worded = new NeighborQueue();
  private final NeighborQueue joined = new NeighborQueue();

  /** What the last stored image has; null when there is none. */
  private SavedImage saved;

  /** An empty collection in an empty space of the same dimensions and metric. */
  public VectorCollection(CollectionOptions options, VectorSpace space) {
    this(options, space, Words.unicode());
  }

  public VectorCollection(CollectionOptions options, VectorSpace space, Words words) {
    this.options = options;
    this.space = space;
    index = new RowIndex(space, items, options);
    texts = new TextIndex(words);
  }

  public CollectionOptions options() {
    return options;
  }

  /** Returns the number of items. */
  public int size() {
    return items.size();
  }

  /** Returns how many bytes the vectors and their index take. */
  public double bytes() {
    return index.bytes();
  }

  /** Returns whether a graph answers searches at present. */
  public boolean usesGraph() {
    return index.usesGraph();
  }

  /** Returns whether the collection has a quantiser, so that it has codes, or makes them. */
  public boolean quantised() {
    return index.quantiser() != null;
  }

  /** Returns whether searches use codes at present. */
  public boolean usesCodes() {
    return index.usesCodes();
  }

  /**
   * Inserts an item. An item of the same id is replaced.
   *
   * @param id null for a new id
   * @param metadata JSON, or null
   * @param text the text to find the item by its words, or null
   * @return the id
   */
  public String insert(float[] vector, String id, String metadata, String text) {
    // 1. Check everything before anything changes.
    check(vector);
    checkJson(metadata);
    reserve(1);

    // 2. Replace what has the id.
    String itemId = id == null ? items.newId() : id;
    delete(itemId);

    // 3. Add a row.
    int row = items.rows();
    space.set(row, vector);
    items.add(itemId, metadata, text);
    if (text != null) {
      texts.add(row, text);
    }
    index.added();
    return itemId;
  }

  /**
   * Makes room for so many more items. When there is not enough memory, a {@link Code#QUOTA} error
   * follows, and nothing changes.
   */
  public void reserve(int more) {
    int needed = items.rows() + more;
    if (needed > space.capacity()) {
      int rows = Math.max(LEAST_ROWS, Math.max(needed, items.rows() + items.rows() / 2));
      space.reserve(rows);
      items.reserve(rows);
    }
  }

  /** Checks a vector as {@link #insert} does: {@link Code#INVALID} says what is wrong with it. */
  public void check(float[] vector) {
    if (vector.length != options.dimensions()) {
      throw invalid(
          "The vector has "
              + vector.length
              + " dimensions; the collection has "
              + options.dimensions()
              + ".");
    }
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      double x = vector[i];
      if (Double.isNaN(x)) {
        throw invalid("Element " + i + " of the vector is not a number.");
      }
      if (Math.abs(x) > Float.MAX_VALUE) {
        throw invalid("Element " + i + " of the vector is infinite.");
      }
      squares += x * x;
    }
    if (squares > MAX_SQUARED_LENGTH) {
      throw invalid("The vector is too long: its length is above 1e15.");
    }
  }

  /**
   * Begins to give out the collection as it is now, in segments of at most so many bytes, or of one
   * row.
   */
  public CollectionImage image(int segmentBytes) {
    return new CollectionImage(this, space, items, index, saved, segmentBytes);
  }

  void saved(SavedImage image) {
    saved = image;
  }

  Items items() {
    return items;
  }

  RowIndex index() {
    return index;
  }

  void addText(int row, String text) {
    texts.add(row, text);
  }

  static void checkJson(String metadata) {
    if (metadata == null) {
      return;
    }
    try {
      JsonReader reader = new JsonReader(metadata);
      reader.skip();
      reader.end();
    } catch (GranaryException e) {
      throw new GranaryException(Code.INVALID, "The metadata is not JSON: " + e.getMessage(), e);
    }
  }

  private static GranaryException invalid(String message) {
    return new GranaryException(Code.INVALID, message);
  }

  public boolean has(String id) {
    return items.rowOf(id) >= 0;
  }

  /** Returns an item with its vector as it was inserted, or null. The score has no meaning. */
  public Match get(String id) {
    int row = items.rowOf(id);
    return row < 0 ? null : match(row, 0, true);
  }

  /** Deletes an item, and returns whether there was one. Its row stays until {@link #compact}. */
  public boolean delete(String id) {
    int row = items.rowOf(id);
    if (row < 0) {
      return false;
    }
    if (items.text(row) != null) {
      texts.remove(row, items.text(row));
    }
    items.delete(row);
    return true;
  }

  /**
   * Builds the index further. A step takes about as long as linking one row: well below a
   * millisecond.
   *
   * @return whether there is more to do
   */
  public boolean work(int steps) {
    return index.work(steps);
  }

  /**
   * Gives up the rows of deleted items. Other rows take their places, so a graph has to be built
   * again: {@link #work} does that.
   *
   * @param steps how many rows to give up
   * @return whether there is more to do
   */
  public boolean compact(int steps) {
    for (int step = 0; step < steps && items.deletedCount() > 0; step++) {
      int last = items.rows() - 1;
      int row = items.fillLastGap();
      if (row < last) {
        float[] vector = new float[options.dimensions()];
        space.get(last, vector);
        space.set(row, vector);
        String text = items.text(row);
        if (text != null) {
          texts.remove(last, text);
          texts.add(row, text);
        }
      }
      index.moved(row);
    }
    return items.deletedCount() > 0;
  }

  /** Returns the best items, best first. */
  public List<Match> search(SearchRequest request) {
    return begin(request).finish();
  }

  /** Begins a search that runs in steps. */
  public RunningSearch begin(SearchRequest request) {
    if (request.k() < 1) {
      throw invalid("k must be at least 1, not " + request.k() + ".");
    }
    if (request.vector() == null && request.text() == null) {
      throw invalid("The search has neither a vector nor a text.");
    }
    if (request.vector() != null) {
      check(request.vector());
    }
    return new RunningSearch(this, request, accepted(request));
  }

  /** Returns whether a search by a vector judges all rows by the filter. */
  boolean judgesAll(SearchRequest request, AcceptedRows accepted) {
    return request.vector() != null && accepted != null && index.judgesAll(accepted);
  }

  List<Match> finish(SearchRequest request, AcceptedRows accepted) {
    int best = Math.min(request.k(), items.size());
    boolean both = request.vector() != null && request.text() != null;
    int ranks = both ? Math.min(Math.max(best, LEAST_RANKS), items.size()) : best;
    if (request.vector() != null) {
      searchVectors(request, accepted, ranks);
    }
    if (request.text() != null) {
      texts.search(request.text(), ranks, accepted, worded);
    }
    if (both) {
      RankFusion.join(nearest, worded, best, joined);
      return matches(joined, null, request.includeVectors());
    }
    return request.vector() == null
        ? matches(worded, null, request.includeVectors())
        : matches(nearest, options.metric(), request.includeVectors());
  }

  private void searchVectors(SearchRequest request, AcceptedRows accepted, int best) {
    if (best == 0) {
      nearest.clear(0);
    } else if (accepted == null) {
      index.search(request.vector(), best, request.ef(), nearest);
    } else {
      index.search(request.vector(), best, request.ef(), accepted, nearest);
    }
  }

  private AcceptedRows accepted(SearchRequest request) {
    if (request.accepts() != null) {
      return new AcceptedRows(items, request.accepts());
    }
    String json = request.filter();
    if (json == null) {
      return null;
    }
    AcceptedRows known = filters.remove(json);
    if (known == null) {
      Filter filter = Filter.parse(json);
      known = new AcceptedRows(items, (metadata, id) -> filter.accepts(metadata));
    }
    if (filters.size() == MAX_FILTERS) {
      filters.remove(filters.keySet().iterator().next());
    }
    filters.put(json, known);
    return known;
  }

  /** Makes the results; a null metric says that a distance is a score with its sign turned. */
  private List<Match> matches(NeighborQueue queue, Metric metric, boolean vectors) {
    List<Match> matches = new ArrayList<>(queue.size());
    for (int i = 0; i < queue.size(); i++) {
      float distance = queue.score(i);
      double score = metric == null ? -distance : metric.score(distance);
      matches.add(match(queue.id(i), score, vectors));
    }
    return matches;
  }

  private Match match(int row, double score, boolean withVector) {
    float[] vector = null;
    if (withVector) {
      vector = new float[options.dimensions()];
      space.get(row, vector);
    }
    return new Match(items.id(row), score, items.metadata(row), vector);
  }
}
