/**
 * Exports to JavaScript what Granary itself does not export: the plain-Java versions of the
 * kernels, which benchmarks run beside the kernels, and the chain that chooses between them, which
 * tests walk. Nothing of this is shipped.
 */
package dev.granary.kernelcases;
