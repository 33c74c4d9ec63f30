/**
 * Chunks on the move: how bytes are divided, the pump that moves them from a source through the
 * digests to a sink, and the reader that verifies what the store returns. Package {@code
 * chunk.codec} compresses chunks; {@code store} keeps them; {@code catalog} and {@code file} know
 * which chunks make a file.
 */
package dev.granary.chunk;
