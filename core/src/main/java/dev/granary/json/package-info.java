/**
 * JSON as the catalogue needs it: a pull reader and a writer for Granary's own records. The reader
 * accepts only whole, exact numbers where a record needs a number; a record can keep any other JSON
 * unchanged, as raw text.
 *
 * <p>The records know their meaning, versions and defaults. Other packages read the headers of
 * models and the answers of servers. This package is internal to the core and not part of Granary's
 * public interface.
 */
package dev.granary.json;
