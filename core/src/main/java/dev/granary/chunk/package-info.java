/**
 * Chunks on the move: how bytes divide, the pump that brings them from a source through the digests
 * to a sink, and the reader that verifies what comes back. What a chunk is stored as is told in
 * {@code store}; which chunks make a file, in {@code manifest} and {@code file}.
 */
package dev.granary.chunk;
