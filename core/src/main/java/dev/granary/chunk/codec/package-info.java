/**
 * How chunks are reordered and compressed before they are stored, and decoded again. This package
 * does not decide which chunks are encoded, and knows no manifest: ids and checksums are always
 * those of the logical bytes.
 */
package dev.granary.chunk.codec;
