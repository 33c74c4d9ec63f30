/**
 * The WebAssembly kernels for vectors and tensors: which of their files an engine gets, and the
 * memory that they work in. Digests have an instance of their own, in {@code web.digest}.
 */
package dev.granary.web.kernel;
