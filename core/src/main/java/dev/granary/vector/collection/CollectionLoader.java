package dev.granary.vector.collection;

import dev.granary.GranaryException;
import dev.granary.vector.Quantiser;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.collection.Segment.Part;
import dev.granary.vector.hnsw.HnswGraph;
import dev.granary.vector.text.Words;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a collection of its image. Callers give the segments in their order, and let each be read
 * in steps. A segment that is wrong ends the loading with CORRUPT.
 */
public final class CollectionLoader {
  private final CollectionMeta meta;
  private final VectorSpace space;
  private final VectorCollection collection;
  private final Items items;
  private final RowIndex index;
  private final List<Segment> segments = new ArrayList<>();
  private final boolean[] deleted;
  private final float[] vector;
  private HnswGraph graph;

  /** How many rows of each part have come. */
  private final int[] come = new int[Part.COUNT];

  private SegmentReader in;
  private int row;

  /** A loader into an empty space of the collection's dimensions and metric. */
  public CollectionLoader(CollectionMeta meta, VectorSpace space, Words words) {
    this.meta = meta;
    this.space = space;
    collection = new VectorCollection(meta.options(), space, words);
    items = collection.items();
    index = collection.index();
    collection.reserve(meta.rows());
    items.nextId(meta.nextId());
    deleted = new boolean[meta.rows()];
    vector = new float[meta.options().dimensions()];
  }

  /** Takes the next segment. */
  public void add(byte[] bytes) {
    in = new SegmentReader(bytes);
    Segment segment = in.segment();
    Part part = segment.part();
    for (Part earlier : Part.values()) {
      int number = earlier.number;
      boolean complete = come[number] == expected(earlier);
      if (number < part.number ? !complete : number > part.number && come[number] > 0) {
        throw SegmentReader.corrupt("Its segments are not in order.");
      }
    }
    if (segment.first() != come[part.number] || segment.end() > expected(part)) {
      throw SegmentReader.corrupt("Its segments are not complete.");
    }
    switch (part) {
      case FLOATS -> in.expectRows(space.imageBytes(VectorSpace.Part.FLOATS));
      case DELETED -> in.expectRows(4);
      case LINKS -> in.expectRows(space.imageBytes(VectorSpace.Part.LINKS));
      default -> {}
    }
    if (part == Part.LINKS && segment.first() == 0) {
      graph = index.restoreGraph(meta.graphRows());
    }
    segments.add(segment);
    come[part.number] = segment.end();
    row = segment.first();
  }

  private int expected(Part part) {
    return switch (part) {
      case QUANTISER -> meta.trainedAt() == 0 ? 0 : 1;
      case FLOATS, ITEMS -> meta.rows();
      case DELETED -> meta.deleted();
      case LINKS, UPPER -> meta.graphRows();
    };
  }

  /**
   * Reads some rows of the segment.
   *
   * @return whether the segment has more
   */
  public boolean step(int rows) {
    Segment segment = in.segment();
    int from = row;
    int end = Math.min(segment.end(), row + rows);
    switch (segment.part()) {
      case QUANTISER -> index.restoreQuantiser(quantiser(), meta.trainedAt());
      case FLOATS -> floats(segment, from, end);
      case DELETED -> readDeleted(from, end);
      case ITEMS -> readItems(from, end);
      case LINKS -> links(segment, from, end);
      case UPPER -> upper(from, end);
    }
    row = end;
    if (row < segment.end()) {
      return true;
    }
    if (segment.part() != Part.FLOATS && segment.part() != Part.LINKS) {
      in.expectEnd();
    }
    return false;
  }

  private Quantiser quantiser() {
    boolean plain = in.next() == 1;
    int dimensions = meta.options().dimensions();
    double[] centre = new double[dimensions];
    double[] step = new double[dimensions];
    double[] power = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      centre[d] = in.nextDouble();
      step[d] = in.nextDouble();
      power[d] = in.nextDouble();
      boolean finite = Math.abs(centre[d]) < 1e300 && step[d] > 0 && step[d] < 1e300;
      if (!finite || !(power[d] >= 0 && power[d] < 1e300)) {
        throw SegmentReader.corrupt("Its quantiser is wrong.");
      }
      if (plain && (centre[d] != 0 || step[d] != step[0])) {
        throw SegmentReader.corrupt("Its quantiser is not plain.");
      }
    }
    return new Quantiser(centre, step, power, plain);
  }

  private void floats(Segment segment, int from, int end) {
    int bytes = space.imageBytes(VectorSpace.Part.FLOATS);
    for (int each = from; each < end; each++) {
      int at = (each - segment.first()) * bytes;
      for (int d = 0; d < vector.length; d++) {
        vector[d] = Float.intBitsToFloat(in.readInt(at + 4 * d));
      }
      try {
        collection.check(vector);
      } catch (GranaryException e) {
        throw SegmentReader.corrupt(e.getMessage());
      }
      space.set(each, vector);
    }
  }

  private void readDeleted(int from, int end) {
    for (int i = from; i < end; i++) {
      int gone = in.nextInt();
      if (gone < 0 || gone >= meta.rows() || deleted[gone]) {
        throw SegmentReader.corrupt("A deleted row is wrong.");
      }
      deleted[gone] = true;
    }
  }

  private void readItems(int from, int end) {
    for (int each = from; each < end; each++) {
      if (!items.read(each, in, deleted[each])) {
        throw SegmentReader.corrupt("An item is wrong.");
      }
      expectJson(items.metadata(each));
      String text = items.text(each);
      if (text != null) {
        collection.addText(each, text);
      }
    }
  }

  private static void expectJson(String metadata) {
    try {
      VectorCollection.checkJson(metadata);
    } catch (GranaryException e) {
      throw SegmentReader.corrupt(e.getMessage());
    }
  }

  private void links(Segment segment, int from, int end) {
    int bytes = space.imageBytes(VectorSpace.Part.LINKS);
    int[] links = new int[VectorSpace.MAX_LINKS];
    for (int each = from; each < end; each++) {
      int at = (each - segment.first()) * bytes;
      int count = in.readInt(at);
      if (count < 0 || count > VectorSpace.MAX_LINKS) {
        throw SegmentReader.corrupt("A row has too many links.");
      }
      for (int i = 0; i < count; i++) {
        links[i] = in.readInt(at + 4 + 4 * i);
        expectRow(links[i], 0);
      }
      space.link(each, links, count);
    }
  }

  private void expectRow(int linked, int level) {
    if (linked < 0 || linked >= meta.graphRows() || graph.levelOf(linked) < level) {
      throw SegmentReader.corrupt("A link leads nowhere.");
    }
  }

  private void upper(int from, int end) {
    int[] links = new int[graph.maxLinks()];
    for (int each = from; each < end; each++) {
      for (int level = 1; level <= graph.levelOf(each); level++) {
        int count = in.nextInt();
        if (count < 0 || count > links.length) {
          throw SegmentReader.corrupt("A row has too many links.");
        }
        for (int i = 0; i < count; i++) {
          links[i] = in.nextInt();
          expectRow(links[i], level);
        }
        graph.link(level, each, links, count);
      }
    }
  }

  /**
   * Returns the collection, when all segments have been read. Codes are made again by {@link
   * VectorCollection#work}.
   */
  public VectorCollection finish() {
    for (Part part : Part.values()) {
      if (come[part.number] != expected(part)) {
        throw SegmentReader.corrupt("Its segments are not complete.");
      }
    }
    collection.saved(
        new SavedImage(
            segments,
            meta.rows(),
            meta.deleted(),
            items.moves(),
            index.quantiser(),
            index.graph(),
            meta.graphRows()));
    return collection;
  }
}
