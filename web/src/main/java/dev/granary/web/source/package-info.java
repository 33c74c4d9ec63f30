/**
 * Supplies the bytes of a file from whatever a caller hands over, as the core's {@code
 * ChunkSource}. A {@link dev.granary.web.source.SourceWait} ends the wait for a source when its
 * task ends. Requests to servers live in {@code http}; when to ask again is decided in the core.
 */
package dev.granary.web.source;
