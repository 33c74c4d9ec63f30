/**
 * Repositories of models on a hub (Hugging Face and whatever speaks like it): what one holds, which
 * quants that makes, which of it is stored, and how the rest gets here. What a hub says is
 * untrusted input: all of it is bounded, and no name of it is used unchecked.
 *
 * <p>How a file is fetched is told in {@code download}, how one is stored in {@code file}; several
 * at once are the platform's business ({@link dev.granary.hub.Caller}).
 */
package dev.granary.hub;
