/**
 * The WebAssembly kernels: a class whose name ends in Kernel writes one or several, and reads as
 * the code it writes. Their twins in plain Java live in core; they say what a kernel has to give,
 * and run where WebAssembly is not allowed. Choosing kernels and calling them is for {@code web}.
 *
 * <p>{@link dev.granary.kernels.KernelFile} runs while Maven builds, and writes {@code
 * kernels.wasm} and {@code kernels-relaxed.wasm}. A module that calls the kernels needs only the
 * numbers in {@link dev.granary.kernels.Layout}, which the compiler copies into its code.
 */
package dev.granary.kernels;
