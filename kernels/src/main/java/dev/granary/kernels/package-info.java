/**
 * Writes the WebAssembly kernels. A class whose name ends in Kernel writes one or several, and
 * reads like the code that it writes. The plain-Java version of each kernel lives in core: it
 * defines the results of the kernel, and runs where WebAssembly is forbidden. Module {@code web}
 * chooses and calls the kernels.
 *
 * <p>Maven runs {@link dev.granary.kernels.KernelFile} during the build, which writes {@code
 * kernels.wasm} and {@code kernels-relaxed.wasm}. A module that calls the kernels needs only the
 * numbers in {@link dev.granary.kernels.Layout}, which the compiler copies into its code.
 */
package dev.granary.kernels;
