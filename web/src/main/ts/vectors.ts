import { unlessAborted, type CallOptions } from './call.js';
import { Collection, type CollectionStorage } from './collection.js';
import { invalid } from './errors.js';
import { checkOptions, oneOf, signal, wholeNumber } from './options.js';
import { makeCollection, makeTask } from './vector-kernels.js';
import type { CollectionSettings } from './vector-program.js';

export interface CollectionOptions {
  /** The length of every vector. */
  dimensions?: number | undefined;
  /** What makes two vectors near. Default: 'cosine'. */
  metric?: 'cosine' | 'dot' | 'euclidean' | 'manhattan' | undefined;
  /** Default: 'auto', which looks at every vector while that is faster, and builds a graph (HNSW) from then on. */
  index?: 'auto' | 'flat' | 'hnsw' | undefined;
  /** Default: 'int8', which searches small codes and scores the best by the vectors themselves. */
  quantization?: 'none' | 'int8' | undefined;
  /** The links of a vector on each upper level of a graph, from 4 to 16. Default: 16. */
  m?: number | undefined;
  /** The candidates that a new vector of a graph has, from 8 to 1024. Default: 128. */
  efConstruction?: number | undefined;
  /** The same seed and the same inserts in the same order give the same graph. Default: 1. */
  seed?: number | undefined;
}

/** @internal */
export const collectionOptions = {
  dimensions: wholeNumber(1, 65_536),
  metric: oneOf('cosine', 'dot', 'euclidean', 'manhattan'),
  index: oneOf('auto', 'flat', 'hnsw'),
  quantization: oneOf('none', 'int8'),
  m: wholeNumber(4, 16),
  efConstruction: wholeNumber(8, 1024),
  seed: wholeNumber(0, 0x7fffffff),
  signal,
};

/** Makes an empty collection in memory. */
export async function createCollection(
  options: CollectionOptions & CallOptions & { dimensions: number },
): Promise<Collection> {
  checkOptions(options, collectionOptions);
  const settings = settingsOf(options);
  return unlessAborted(options.signal, async () => emptyCollection('', settings));
}

/** @internal */
export async function emptyCollection(
  name: string,
  settings: CollectionSettings,
  storage?: CollectionStorage,
): Promise<Collection> {
  const core = await makeCollection(settings);
  return new Collection(name, settings, core, makeTask, storage);
}

/**
 * Gives the settings of an empty collection.
 *
 * @internal
 */
export function settingsOf(options: CollectionOptions | undefined): CollectionSettings {
  const { dimensions, metric = 'cosine', index = 'auto', quantization = 'int8' } = options ?? {};
  if (dimensions === undefined) throw invalid('A collection needs dimensions.', { option: 'dimensions' });
  return {
    dimensions,
    metric,
    index,
    quantized: quantization === 'int8',
    m: options?.m ?? 16,
    efConstruction: options?.efConstruction ?? 128,
    seed: options?.seed ?? 1,
  };
}
