// The module of granary/vectors. It has the facade of collections, and the program of the vectors.
import { useVectorKernels } from './vector-kernels.js';

// Bundlers find the files by these very expressions.
useVectorKernels(
  () => fetch(new URL('./kernels-relaxed.wasm', import.meta.url)),
  () => fetch(new URL('./kernels.wasm', import.meta.url)),
);

export { benchmark, createCollection, default, GranaryError, version } from './vector-public.js';
// For the part of granary that stores collections.
export { loadCollection, makeCollection, makeTask } from './vector-kernels.js';
