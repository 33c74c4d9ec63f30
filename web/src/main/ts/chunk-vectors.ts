// The chunk of stored collections: the compiled code and its facade. The index itself is in the program of the vectors.
export { link } from './core-vectors.js';
export { benchmark } from './vector-benchmark.js';
export { Vectors } from './stored-vectors.js';
export { createCollection } from './vectors.js';
