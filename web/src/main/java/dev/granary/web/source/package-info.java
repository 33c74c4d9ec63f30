/**
 * Where the bytes of a file come from: whatever a caller may hand over, as the core's {@code
 * ChunkSource}.
 */
package dev.granary.web.source;
