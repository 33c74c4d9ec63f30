// Makes and loads collections in the program of the vectors, which gets its kernels here.
import { collection, load, task as makeTask } from './vector-program.js';
import type { CollectionSettings, CoreCollection, CoreLoader } from './vector-program.js';

type Fetch = () => Promise<Response>;

let relaxed: Fetch | null = null;
let baseline: Fetch | null = null;

/** Says where the kernels are: those for relaxed SIMD, and those for plain SIMD. */
export function useVectorKernels(fetchRelaxed: Fetch, fetchBaseline: Fetch): void {
  relaxed = fetchRelaxed;
  baseline = fetchBaseline;
}

/** Makes an empty collection. */
export function makeCollection(settings: CollectionSettings): Promise<CoreCollection> {
  return collection(settings, relaxed, baseline);
}

/** Begins to load a collection from its stored image. */
export function loadCollection(meta: string): Promise<CoreLoader> {
  return load(meta, relaxed, baseline);
}

export { makeTask };
