/**
 * Types of tensors, and what their elements become. {@link dev.granary.tensor.DataType} lists the
 * types, {@link dev.granary.tensor.Conversion} converts elements from one type to another, and
 * {@link dev.granary.tensor.TensorCache} keeps decoded tensors in memory. The readers and writers
 * of single types are details of the conversion. Where a tensor lies in a file is not known here,
 * and how it is stored neither.
 *
 * <p>{@link dev.granary.tensor.Float16}, {@link dev.granary.tensor.BFloat16} and {@link
 * dev.granary.tensor.Int4} are also the twins of WebAssembly kernels: they define the kernels'
 * results.
 *
 * <p>Readers and writers check nothing per element, and array accesses are unchecked in TeaVM's
 * JavaScript: {@code Conversion} checks both ranges before it begins, and callers of the twins
 * guarantee that both ranges are inside their arrays.
 */
package dev.granary.tensor;
