/**
 * Supplies the bytes of a file: adapts every source that a caller may pass to the core's {@code
 * ChunkSource}. A {@link dev.granary.web.source.Task} can end the wait for any source.
 */
package dev.granary.web.source;
