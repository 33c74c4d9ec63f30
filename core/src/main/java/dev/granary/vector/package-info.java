/**
 * Vector search. The indexes, their metrics and quantisers will live here; today the package has
 * their inner loops. {@link dev.granary.vector.FloatDistances} and {@link
 * dev.granary.vector.ByteDistances} compute scores of rows against a query. {@link
 * dev.granary.vector.NeighborQueue} keeps the best scores. {@link dev.granary.vector.TopDistances}
 * and {@link dev.granary.vector.HnswSearcher} find them. A score is a distance: a lower score is
 * better.
 *
 * <p>Each loop is the twin of a WebAssembly kernel: it defines the kernel's result, bit for bit,
 * and runs where WebAssembly is not allowed. The loops check nothing per element, and array
 * accesses are unchecked in TeaVM's JavaScript: callers guarantee that a row is inside its array.
 * Collections, their metadata and how they are stored are not here.
 */
package dev.granary.vector;
