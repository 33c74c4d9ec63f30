/**
 * Downloads: asks a server for the missing bytes of a file, continues after any interruption, and
 * stores a file only when it is what was promised.
 *
 * <p>{@code file} writes the file, and {@code http} reads the headers of answers.
 */
package dev.granary.download;
