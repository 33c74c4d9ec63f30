/**
 * Digests in plain Java: {@link dev.granary.digest.Crc32c} guards every block that is read back,
 * {@link dev.granary.digest.Sha256} names chunks and proves whole files, {@link
 * dev.granary.digest.Sha1} proves the small files of a git repository, and {@link
 * dev.granary.digest.Hex} writes them down.
 *
 * <p>These are pure computation and never suspend. The engine's own digests and the WebAssembly
 * kernels are not here: they stand behind {@link dev.granary.digest.Digests}, and the classes here
 * are what runs where there is neither, and what both are tested against. Which bytes are digested,
 * and what happens when a digest is wrong, is for the callers to know.
 *
 * <p>The hot loops use {@code int} alone, because a {@code long} is a BigInt in TeaVM's JavaScript.
 * A public method checks its range once per call, because array accesses go unchecked there.
 */
package dev.granary.digest;
