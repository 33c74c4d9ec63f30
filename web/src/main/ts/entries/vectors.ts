// granary/vectors: collections of vectors in memory, without a store.
export { benchmark, createCollection, default, GranaryError, version } from '../vector-public.js';
export type * from '../vector-public.js';
