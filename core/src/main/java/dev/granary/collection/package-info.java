/**
 * Stores collections of vectors: {@link dev.granary.collection.StoredCollections}. A collection is
 * one row and the chunks that the row names, one for each segment of the collection's image. What a
 * segment has is not known here: the program of the vectors makes and reads segments.
 */
package dev.granary.collection;
