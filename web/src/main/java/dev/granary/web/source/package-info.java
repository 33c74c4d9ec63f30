/**
 * Where the bytes of a file come from: whatever a caller may hand over, as the core's {@code
 * ChunkSource}, and what a server answers ({@link dev.granary.web.source.WebHttp}, the core's
 * {@code Http}). A {@link dev.granary.web.source.Task} ends the wait for any of them. When to ask
 * again, and for what, is decided in the core.
 */
package dev.granary.web.source;
