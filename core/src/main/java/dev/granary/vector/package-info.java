/**
 * Searching vectors: the indexes, their metrics and quantisers will live here. So far it is the
 * loops that they spend their time in: {@link dev.granary.vector.FloatScores} and {@link
 * dev.granary.vector.ByteScores} score rows against a query, {@link dev.granary.vector.ScorePool}
 * keeps the best, {@link dev.granary.vector.TopScores} and {@link dev.granary.vector.Beam} find
 * them. A lower score is a better one.
 *
 * <p>These loops are the twins of WebAssembly kernels: they say what a kernel has to give, bit for
 * bit, and run where WebAssembly is not allowed. They check nothing per element, and array accesses
 * go unchecked in TeaVM's JavaScript: that a row is inside its array is for the callers to know.
 * Collections, their metadata and how they are stored are not here.
 */
package dev.granary.vector;
