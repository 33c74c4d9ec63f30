/**
 * Bundles: stored files as one portable stream, and back. {@code docs/bundle-format.md} describes
 * the format, with test vectors. A bundle is untrusted input: the import checks everything before
 * it uses it, and no key appears before the whole file is verified.
 *
 * <p>Package {@code file} writes the files. The platforms know where a stream comes from and where
 * it goes.
 */
package dev.granary.bundle;
