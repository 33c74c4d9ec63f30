/**
 * Files: any bytes under a key. Writing one is a journal, a pump and a manifest; reading one is a
 * manifest and the chunks it names. {@code Files} puts, opens and lists; {@code Writers} is for who
 * goes on where a source broke off. How chunks travel is told in {@code chunk}, how they are kept
 * in {@code store}; where bytes come from is the caller's business.
 *
 * <p>{@code WriteTurns} lets the writers of a key write one after the other.
 */
package dev.granary.file;
