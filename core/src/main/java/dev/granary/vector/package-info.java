/**
 * The memory of vector search and its inner loops. {@link dev.granary.vector.VectorSpace} is the
 * port to the memory, {@link dev.granary.vector.RowScorer} to the loops; {@link
 * dev.granary.vector.JavaVectorSpace} implements both with arrays. {@link
 * dev.granary.vector.Quantiser} makes codes of floats. {@link dev.granary.vector.GraphWalk}
 * searches one level of a graph.
 *
 * <p>{@link dev.granary.vector.FloatDistances}, {@link dev.granary.vector.ByteDistances}, {@link
 * dev.granary.vector.TopDistances} and {@link dev.granary.vector.HnswSearcher} are twins of
 * WebAssembly kernels: each defines the kernel's result, bit for bit, and runs where WebAssembly is
 * not allowed. The loops check nothing per element, and array accesses are unchecked in TeaVM's
 * JavaScript: callers guarantee that a row is inside its array. A lower distance is better.
 *
 * <p>The indexes are in {@code flat} and {@code hnsw}, collections with their ids and metadata in
 * {@code collection}. How they are stored is not here.
 */
package dev.granary.vector;
