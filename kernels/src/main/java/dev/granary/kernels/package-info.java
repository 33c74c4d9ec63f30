/**
 * The WebAssembly kernels: each class here writes one, and reads as the code it writes. Their twins
 * in plain Java live in core; they say what a kernel has to give, and run where WebAssembly is not
 * allowed.
 *
 * <p>{@link dev.granary.kernels.KernelFile} runs while Maven builds, and writes {@code
 * kernels.wasm}. A module that calls the kernels needs only the numbers in {@link
 * dev.granary.kernels.Layout}, which the compiler copies into its code.
 */
package dev.granary.kernels;
