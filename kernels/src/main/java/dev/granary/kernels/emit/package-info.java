/**
 * Writes WebAssembly modules in their binary format. A {@link dev.granary.kernels.emit.WasmModule}
 * holds {@link dev.granary.kernels.emit.Function}s. The methods of a function are its statements;
 * they take values ({@link dev.granary.kernels.emit.I32}, {@link dev.granary.kernels.emit.V128}),
 * which are expressions.
 *
 * <p>This package has only the instructions that the kernels use. To unroll a loop of WebAssembly,
 * write a loop in Java; to rename a local, give its Java reference another name. Section numbers
 * are those of the WebAssembly core specification.
 *
 * <p>The comparisons {@code below} and {@code min} ignore signs; {@code less} and {@code greater}
 * respect them.
 */
package dev.granary.kernels.emit;
