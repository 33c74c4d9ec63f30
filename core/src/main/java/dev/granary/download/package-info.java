/**
 * Files that come from a server: callers share downloads and stop them, what is missing is asked
 * for and gone on with after any interruption, and bytes are stored only when they fit. How a file
 * is written lives in {@code file}, what an answer's headers mean in {@code http}.
 */
package dev.granary.download;
