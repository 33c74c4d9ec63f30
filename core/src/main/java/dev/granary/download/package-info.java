/**
 * Downloads: asks a server for the missing bytes of a file, continues after any interruption, and
 * stores a file only when it is what was promised. Callers that want the same file share one
 * download, and stop it in all sessions.
 *
 * <p>{@code file} writes the file, and {@code http} reads the headers of answers.
 */
package dev.granary.download;
