import type { CallOptions } from './call.js';
import type { Collection } from './collection.js';
import { checkOptions, signal, wholeNumber } from './options.js';
import { createCollection } from './vectors.js';

export interface BenchmarkOptions extends CallOptions {
  /** Default: 384. */
  dimensions?: number | undefined;
  /** The number of vectors. Default: 5000. */
  count?: number | undefined;
  /** The number of searches for 10 neighbours. Default: 200. */
  queries?: number | undefined;
  seed?: number | undefined;
}

export interface BenchmarkReport {
  insertsPerSecond: number;
  queriesPerSecond: number;
  /** The share of the true neighbours that the searches found. */
  recall: number;
  bytesPerVector: number;
  kernel: string;
}

const k = 10;
const latentDimensions = 32;

/** Measures inserts and searches on this machine, with generated vectors and the default options. */
export async function benchmark(options: BenchmarkOptions = {}): Promise<BenchmarkReport> {
  const some = wholeNumber(1, 10_000_000);
  checkOptions(options, {
    dimensions: wholeNumber(1, 65_536),
    count: some,
    queries: some,
    seed: wholeNumber(0, 0x7fffffff),
    signal,
  });
  const { dimensions = 384, count = 5000, queries = 200, seed = 1 } = options;
  const generate = generator(seed, dimensions);
  const call = { signal: options.signal };
  const rows = generate(count);
  const asked = generate(queries);
  const query = (i: number) => asked.subarray(i * dimensions, (i + 1) * dimensions);

  const measured = await createCollection({ dimensions, ...call });
  const exact = await createCollection({ dimensions, index: 'flat', quantization: 'none', ...call });
  try {
    return await compare(measured, exact);
  } finally {
    measured.close();
    exact.close();
  }

  async function compare(measured: Collection, exact: Collection): Promise<BenchmarkReport> {
    const began = performance.now();
    await measured.insertBatch(rows, call);
    // A compaction without deleted items waits until the index is built.
    await measured.compact(call);
    const inserted = performance.now();
    const found: string[][] = [];
    for (let i = 0; i < queries; i++) {
      found.push((await measured.search(query(i), { k, ...call })).map(({ id }) => id));
    }
    const searched = performance.now();

    await exact.insertBatch(rows, call);
    let hits = 0;
    for (let i = 0; i < queries; i++) {
      const truth = await exact.search(query(i), { k, ...call });
      hits += truth.filter(({ id }) => found[i]!.includes(id)).length;
    }
    return {
      insertsPerSecond: (count / (inserted - began)) * 1000,
      queriesPerSecond: (queries / (searched - inserted)) * 1000,
      recall: hits / (queries * Math.min(k, count)),
      bytesPerVector: measured.bytes / count,
      kernel: measured.kernel,
    };
  }
}

/** Makes vectors that lie near a plane of few dimensions, as embeddings do. */
function generator(seed: number, dimensions: number): (count: number) => Float32Array {
  let state = seed + 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  const plane = Float32Array.from({ length: latentDimensions * dimensions }, random);
  return (count) => {
    const rows = new Float32Array(count * dimensions);
    for (let at = 0; at < rows.length; at += dimensions) {
      const point = Float32Array.from({ length: latentDimensions }, random);
      for (let d = 0; d < dimensions; d++) {
        let sum = 0.3 * random();
        for (let l = 0; l < latentDimensions; l++) sum += point[l]! * plane[l * dimensions + d]!;
        rows[at + d] = sum;
      }
    }
    return rows;
  };
}
