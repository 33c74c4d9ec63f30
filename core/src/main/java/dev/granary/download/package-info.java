/**
 * Downloads files from servers: asks for the missing bytes, continues after any interruption, and
 * stores a file only when the file is what was promised. Callers that want the same file share one
 * download. A stop reaches the downloads of all sessions.
 *
 * <p>{@code file} writes the file, and {@code http} reads the headers of answers.
 */
package dev.granary.download;
