/**
 * Supplies the bytes of a file: adapts every source that a caller may pass to the core's {@code
 * ChunkSource}. A {@link dev.granary.web.source.SourceWait} ends the wait for a source when its
 * task ends. Package {@code http} sends requests to servers.
 */
package dev.granary.web.source;
