/**
 * Conversions of tensor elements. {@link dev.granary.tensor.Float16}, {@link
 * dev.granary.tensor.BFloat16} and {@link dev.granary.tensor.Int4} turn stored numbers into numbers
 * that Java and a browser calculate with.
 *
 * <p>Each class is the twin of a WebAssembly kernel: it defines the kernel's result, and runs where
 * WebAssembly is not allowed. They check nothing per element, and array accesses are unchecked in
 * TeaVM's JavaScript: callers guarantee that both ranges are inside their arrays. Where a tensor
 * lies in a file is not known here.
 */
package dev.granary.tensor;
