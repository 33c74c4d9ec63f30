/**
 * Files that come from a server: what is missing of them is asked for, gone on with after any
 * interruption, and believed only when it fits. How a file is written is told in {@code file}, what
 * an answer's headers mean in {@code http}.
 */
package dev.granary.download;
