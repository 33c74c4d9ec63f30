/**
 * JSON as the catalogue needs it: a pull reader and a writer for Granary's own records. Numbers
 * that are read are whole and exact; whatever else a record carries passes through unchanged, as
 * raw text.
 *
 * <p>What a record means, its versions and its defaults live with the records. Model headers and
 * API answers are read by those who know them. This package is internal to the core and no part of
 * Granary's public interface.
 */
package dev.granary.json;
