/**
 * Writes WebAssembly modules in their binary format. A {@link dev.granary.kernels.emit.WasmModule}
 * holds {@link dev.granary.kernels.emit.Function}s; what a function does is said in statements,
 * which are methods of it, over values ({@link dev.granary.kernels.emit.I32}, {@link
 * dev.granary.kernels.emit.V128}), which are expressions.
 *
 * <p>It knows the instructions that the kernels use and no other. Unrolling is a loop in Java, and
 * renaming a local is giving its Java reference another name. Section numbers are those of the
 * WebAssembly core specification.
 *
 * <p>Of comparisons, {@code below} and {@code min} ignore signs; {@code less} and {@code greater}
 * mind them.
 */
package dev.granary.kernels.emit;
