/**
 * Runs the WebAssembly kernels: loads their files, chooses those for vectors and tensors, and holds
 * the memory in which they work. Digests have an instance of their own, in {@code web.digest}.
 */
package dev.granary.web.kernel;
