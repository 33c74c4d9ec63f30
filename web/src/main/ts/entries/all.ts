// granary/all: the same as granary, with everything loaded at once.
import { hubChunk, modelsChunk, upkeepChunk, vectorsChunk, webnnChunk } from '../chunks.js';
import * as hub from '../chunk-hub.js';
import * as models from '../chunk-models.js';
import * as upkeep from '../chunk-upkeep.js';
import * as vectors from '../chunk-vectors.js';
import * as webnnModule from '../chunk-webnn.js';
import granary from '../public.js';
import type { CallOptions } from '../call.js';
import type { Collection } from '../collection.js';
import type { BenchmarkOptions, BenchmarkReport } from '../vector-benchmark.js';
import type { CollectionOptions } from '../vectors.js';

hubChunk.use(hub);
modelsChunk.use(models);
upkeepChunk.use(upkeep);

const stored = vectorsChunk.take(vectors);
/** Measures inserts and searches on this machine, with generated vectors and the default options. */
const benchmark: (options?: BenchmarkOptions) => Promise<BenchmarkReport> = stored.benchmark;
/** Makes an empty collection in memory. */
const createCollection: (
  options: CollectionOptions & CallOptions & { dimensions: number },
) => Promise<Collection> = stored.createCollection;
const { webnn } = webnnChunk.take(webnnModule);

export default { ...granary, benchmark, createCollection, webnn };
export { benchmark, createCollection, webnn };
export { GranaryError, open, probe, version } from '../public.js';
export type * from '../public.js';
export type * from './webnn.js';
