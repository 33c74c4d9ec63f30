/**
 * Documents: small JSON values under a key, such as the configuration of a model. They live in the
 * catalogue itself; whatever may be large is a file.
 */
package dev.granary.document;
