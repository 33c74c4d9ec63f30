/**
 * Digests in plain Java. {@link dev.granary.digest.Crc32c} checks every block that is read back.
 * {@link dev.granary.digest.Sha256} names chunks and verifies whole files. {@link
 * dev.granary.digest.Sha1} verifies the small files of a git repository. {@link
 * dev.granary.digest.Hex} writes digests as text.
 *
 * <p>These classes only compute and never suspend. The engine's own digests and the WebAssembly
 * kernels are not here: they implement {@link dev.granary.digest.Digests}. The classes here run
 * where neither is available, and tests compare both with them. Callers know which bytes to digest,
 * and what to do when a digest is wrong.
 *
 * <p>The hot loops use only {@code int}, because a {@code long} is a BigInt in TeaVM's JavaScript.
 * A public method checks its range once per call, because array accesses are unchecked there.
 */
package dev.granary.digest;
