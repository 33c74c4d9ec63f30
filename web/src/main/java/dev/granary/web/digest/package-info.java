/**
 * Computes digests in a browser: in the platform's engine, in the digest worker, or on this thread
 * in slices so short that the page does not freeze.
 */
package dev.granary.web.digest;
