/**
 * Bundles: stored files as one portable stream, and back. The format is described, with test
 * vectors, in {@code docs/bundle-format.md}. A bundle is untrusted input: whatever it says is
 * checked before anything is done with it, and no key appears before all of its file fits.
 *
 * <p>How a file is written is told in {@code file}; where a stream comes from and goes to, by the
 * platforms.
 */
package dev.granary.bundle;
