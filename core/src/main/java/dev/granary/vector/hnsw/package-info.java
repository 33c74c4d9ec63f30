/**
 * The graph index: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search
 * using Hierarchical Navigable Small World graphs" (2018). {@link
 * dev.granary.vector.hnsw.HnswGraph} has the entry and the upper levels, {@link
 * dev.granary.vector.hnsw.HnswBuilder} links rows, {@link dev.granary.vector.hnsw.HnswSearch}
 * searches. The links of level 0 lie in the {@link dev.granary.vector.VectorSpace}. Which rows are
 * deleted is not known here: a search takes a filter.
 */
package dev.granary.vector.hnsw;
