/**
 * Files: bytes under a key. To write a file takes a journal, a pump and a manifest; to read it
 * takes a manifest and the chunks it names. {@code Files} puts, opens and lists; {@code Writers}
 * resumes where a source broke off; {@code WriteTurns} lets the writers of one key write one after
 * the other. Package {@code chunk} moves chunks and {@code store} keeps them; the callers know
 * where bytes come from.
 */
package dev.granary.file;
