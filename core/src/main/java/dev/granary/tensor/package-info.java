/**
 * The numbers of tensors: {@link dev.granary.tensor.Float16}, {@link dev.granary.tensor.BFloat16}
 * and {@link dev.granary.tensor.Int4} make of stored numbers what Java and a browser reckon with.
 *
 * <p>These are the twins of WebAssembly kernels: they say what a kernel has to give, and run where
 * WebAssembly is not allowed. They check nothing per element, and array accesses go unchecked in
 * TeaVM's JavaScript: that both ranges are inside their arrays is for the callers to know. Where a
 * tensor lies in a file is not here.
 */
package dev.granary.tensor;
