/**
 * Filters over the metadata of items: {@link dev.granary.vector.filter.Filter}. A filter sees the
 * JSON text of one item at a time, and knows no row.
 */
package dev.granary.vector.filter;
