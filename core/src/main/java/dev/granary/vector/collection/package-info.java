/**
 * Collections of vectors: {@link dev.granary.vector.collection.VectorCollection} has ids, metadata,
 * texts, filters and deletion. {@link dev.granary.vector.collection.RowIndex} decides which index
 * answers, and builds it in small steps. Where the rows lie is the matter of the {@link
 * dev.granary.vector.VectorSpace}. How a collection is stored is not here.
 */
package dev.granary.vector.collection;
