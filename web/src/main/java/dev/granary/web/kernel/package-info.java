/**
 * The WebAssembly kernels as an engine runs them: how their files are loaded, which of them vectors
 * and tensors get, and the memory that those work in. Digests have an instance of their own, in
 * {@code web.digest}.
 */
package dev.granary.web.kernel;
