/**
 * Documents: small JSON values under a key, such as the configuration of a model. They are stored
 * in the catalogue itself. A value that may be large is a file.
 */
package dev.granary.document;
