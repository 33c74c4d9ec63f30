/**
 * Exports collections of vectors: a TeaVM program of its own, {@link
 * dev.granary.web.vector.Exports}. The vectors lie in the linear memory of the kernels ({@link
 * dev.granary.web.vector.LinearVectorSpace}), or in arrays where there is no WebAssembly. The index
 * itself is in the core. Nothing here knows the store.
 */
package dev.granary.web.vector;
