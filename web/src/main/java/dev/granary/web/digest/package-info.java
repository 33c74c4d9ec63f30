/**
 * Where digests are computed in a browser: by the platform's own engine, in the digest worker, or
 * here in slices so short that the page does not stand still.
 */
package dev.granary.web.digest;
