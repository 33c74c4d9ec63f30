/**
 * How bytes are rearranged and compressed before they are stored, and brought back. Which chunks
 * are, and what that does to a manifest, is not decided here: ids and checksums are those of the
 * logical bytes.
 */
package dev.granary.chunk.codec;
