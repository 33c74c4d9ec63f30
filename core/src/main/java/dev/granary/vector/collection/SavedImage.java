package dev.granary.vector.collection;

import dev.granary.vector.Quantiser;
import dev.granary.vector.hnsw.HnswGraph;
import java.util.List;

/**
 * What the last stored image of a collection consists of. Rows never change, so the next image
 * keeps the segments of all rows that did not move.
 *
 * @param moves the number of moves that the items had made
 * @param graph the graph whose links the image has, or null
 * @param graphRows the rows of the graph that the image has
 */
record SavedImage(
    List<Segment> segments,
    int rows,
    int deleted,
    int moves,
    Quantiser quantiser,
    HnswGraph graph,
    int graphRows) {}
