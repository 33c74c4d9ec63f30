// Everything of granary/vectors that is public.
import { GranaryError } from './errors.js';
import { benchmark } from './vector-benchmark.js';
import { createCollection } from './vectors.js';

declare const GRANARY_VERSION: string;

/** The release of this package. */
export const version: string = GRANARY_VERSION;

export { benchmark, createCollection, GranaryError };
export type { CallOptions } from './call.js';
export type {
  BatchOptions,
  Collection,
  Filter,
  InsertOptions,
  Match,
  SaveOptions,
  SearchOptions,
  Vector,
} from './collection.js';
export type { GranaryErrorCode } from './errors.js';
export type { OnProgress, Progress } from './progress.js';
export type { BenchmarkOptions, BenchmarkReport } from './vector-benchmark.js';
export type { CollectionOptions } from './vectors.js';

export default { benchmark, createCollection, version, GranaryError };
