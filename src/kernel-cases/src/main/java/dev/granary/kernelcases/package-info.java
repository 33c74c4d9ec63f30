/**
 * Flat exports of what is not exported otherwise: the plain-Java twins of the kernels, which
 * benchmarks run beside them, and the chain that chooses between both, which tests walk. Nothing of
 * it is shipped.
 */
package dev.granary.kernelcases;
