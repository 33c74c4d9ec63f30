/**
 * Search by words: {@link dev.granary.vector.text.TextIndex} ranks texts by BM25, {@link
 * dev.granary.vector.text.Words} finds their words, and {@link dev.granary.vector.text.RankFusion}
 * joins two rankings. Texts belong to rows; what else a row has is not known here.
 */
package dev.granary.vector.text;
