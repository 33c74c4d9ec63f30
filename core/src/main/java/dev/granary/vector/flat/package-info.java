/**
 * The flat index, which looks at every row: {@link dev.granary.vector.flat.FlatSearch}. Nothing has
 * to be built, so a row can come and go at any time.
 */
package dev.granary.vector.flat;
