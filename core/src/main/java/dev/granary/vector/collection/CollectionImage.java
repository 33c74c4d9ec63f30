package dev.granary.vector.collection;

import dev.granary.vector.Quantiser;
import dev.granary.vector.VectorSpace;
import dev.granary.vector.collection.Segment.Part;
import dev.granary.vector.hnsw.HnswGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives out a collection as it is now, segment by segment. A segment that the last saved image has,
 * too, is not made again. The collection must not change until the last segment was taken.
 *
 * <pre>{@code
 * CollectionImage image = collection.image(10 << 20);
 * while (image.next()) {
 *   store(image.kept() >= 0 ? old.get(image.kept()) : image.bytes());
 * }
 * image.saved();
 * }</pre>
 */
public final class CollectionImage {
  /** What takes long to make comes in segments of at most so many bytes. */
  private static final int SLOW_BYTES = 1 << 20;

  /** Links are written again when more than one in so many rows of the graph are new. */
  private static final int NEW_ONE_IN = 8;

  private static final int FEW = 256;

  private final VectorCollection collection;
  private final VectorSpace space;
  private final Items items;
  private final RowIndex index;
  private final SavedImage last;
  private final int segmentBytes;
  private final int graphRows;
  private final boolean keepsLinks;

  private final List<Segment> segments = new ArrayList<>();
  private Part part = Part.QUANTISER;
  private int first;

  /** The place in the last image where the search for a kept segment goes on. */
  private int lastPlace;

  private Segment current;
  private int kept;

  /** The bytes of the current segment, if its rows had to be encoded to count them. */
  private byte[] encoded;

  CollectionImage(
      VectorCollection collection,
      VectorSpace space,
      Items items,
      RowIndex index,
      SavedImage last,
      int segmentBytes) {
    this.collection = collection;
    this.space = space;
    this.items = items;
    this.index = index;
    this.last = last;
    int row = 4 * collection.options().dimensions() + Segment.TRAILER;
    this.segmentBytes = Math.max(segmentBytes, 8 * row);
    HnswGraph graph = index.graph();
    int linked = graph == null ? 0 : graph.size();
    keepsLinks =
        last != null
            && graph != null
            && last.graph() == graph
            && last.moves() == items.moves()
            && linked - last.graphRows() <= Math.max(FEW, linked / NEW_ONE_IN);
    graphRows = keepsLinks ? last.graphRows() : linked;
  }

  /** Returns the description of the image. */
  public CollectionMeta meta() {
    return new CollectionMeta(
        collection.options(),
        items.rows(),
        items.deletedCount(),
        items.nextId(),
        index.trainedAt(),
        graphRows);
  }

  /** Goes on to the next segment; false at the end. */
  public boolean next() {
    encoded = null;
    while (true) {
      if (nextKept()) {
        return true;
      }
      if (first < rows()) {
        current = cut();
        first = current.end();
        kept = -1;
        segments.add(current);
        return true;
      }
      if (part == Part.UPPER) {
        return false;
      }
      part = Part.of(part.number + 1);
      first = 0;
    }
  }

  /** Takes the next segment of the last image if it has the same part, rows and content. */
  private boolean nextKept() {
    while (last != null && lastPlace < last.segments().size()) {
      Segment segment = last.segments().get(lastPlace);
      if (segment.part().compareTo(part) > 0) {
        return false;
      }
      lastPlace++;
      if (segment.part() == part && segment.first() == first && keeps(segment)) {
        current = segment;
        first = segment.end();
        kept = lastPlace - 1;
        segments.add(segment);
        return true;
      }
    }
    return false;
  }

  private boolean keeps(Segment segment) {
    boolean unmoved = last.moves() == items.moves();
    if (segment.end() > rows()) {
      return false;
    }
    return switch (part) {
      case QUANTISER -> last.quantiser() == index.quantiser();
      // The last segment of rows is not full: it is made again when there are more rows.
      case FLOATS, ITEMS -> unmoved && (segment.end() < last.rows() || last.rows() == items.rows());
      case DELETED -> unmoved && last.deleted() == items.deletedCount();
      case LINKS, UPPER -> keepsLinks;
    };
  }

  private int rows() {
    return switch (part) {
      case QUANTISER -> index.trainedAt() == 0 ? 0 : 1;
      case FLOATS, ITEMS -> items.rows();
      case DELETED -> items.deletedCount();
      case LINKS, UPPER -> graphRows;
    };
  }

  private Segment cut() {
    int left = rows() - first;
    int rowBytes =
        switch (part) {
          case QUANTISER -> 1;
          case FLOATS -> space.imageBytes(VectorSpace.Part.FLOATS);
          case DELETED -> 4;
          case LINKS -> space.imageBytes(VectorSpace.Part.LINKS);
          case ITEMS, UPPER -> 0;
        };
    if (rowBytes > 0) {
      int most = part == Part.LINKS ? Math.min(segmentBytes, SLOW_BYTES) : segmentBytes;
      int fit = (most - Segment.TRAILER) / rowBytes;
      return new Segment(part, first, Math.min(left, Math.max(1, fit)));
    }
    SegmentWriter out = new SegmentWriter();
    int row = first;
    int most = Math.min(segmentBytes, SLOW_BYTES) / 2;
    while (row < rows() && out.size() < most) {
      if (part == Part.ITEMS) {
        items.write(row, out);
      } else {
        writeUpper(index.graph(), row, out);
      }
      row++;
    }
    Segment segment = new Segment(part, first, row - first);
    encoded = out.segment(segment);
    return segment;
  }

  private static void writeUpper(HnswGraph graph, int row, SegmentWriter out) {
    int[] links = new int[graph.maxLinks()];
    for (int level = 1; level <= graph.levelOf(row); level++) {
      int count = graph.level(level).links(row, links);
      out.putInt(count);
      for (int i = 0; i < count; i++) {
        out.putInt(links[i]);
      }
    }
  }

  /** Returns the place of this segment in the last image, or -1 when the segment is new. */
  public int kept() {
    return kept;
  }

  /** Makes the bytes of this segment, which belong to the caller. */
  public byte[] bytes() {
    if (encoded != null) {
      return encoded;
    }
    return switch (current.part()) {
      case QUANTISER -> quantiser(index.quantiser());
      case DELETED -> deleted();
      case FLOATS -> copied(VectorSpace.Part.FLOATS);
      default -> copied(VectorSpace.Part.LINKS);
    };
  }

  private byte[] copied(VectorSpace.Part data) {
    byte[] bytes = new byte[current.rows() * space.imageBytes(data) + Segment.TRAILER];
    space.read(data, current.first(), current.rows(), bytes);
    SegmentWriter.writeTrailer(bytes, current);
    return bytes;
  }

  private byte[] deleted() {
    SegmentWriter out = new SegmentWriter();
    for (int i = current.first(); i < current.end(); i++) {
      out.putInt(items.deleted()[i]);
    }
    return out.segment(current);
  }

  private byte[] quantiser(Quantiser quantiser) {
    SegmentWriter out = new SegmentWriter();
    out.put(quantiser.plain() ? 1 : 0);
    for (int d = 0; d < quantiser.dimensions(); d++) {
      out.putDouble(quantiser.centre(d));
      out.putDouble(quantiser.step(d));
      out.putDouble(quantiser.power(d));
    }
    return out.segment(current);
  }

  /** Notes that the image is stored: the next one keeps what did not change. */
  public void saved() {
    collection.saved(
        new SavedImage(
            segments,
            items.rows(),
            items.deletedCount(),
            items.moves(),
            index.quantiser(),
            index.graph(),
            graphRows));
  }
}
