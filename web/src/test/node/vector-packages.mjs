import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { packages } from './support.mjs';

const platformFetch = globalThis.fetch;

/** Node fetches no files: with this, collections get their kernels as in a browser. */
async function fetchFile(url) {
  return new Response(await readFile(new URL(url)));
}

/**
 * Describes tests of granary/vectors for both packages, with kernels and without. The body receives the exports, and
 * `create`, which makes a collection that is closed after all tests.
 */
export function describeVectors(title, body) {
  for (const folder of packages) {
    for (const kernel of ['simd', 'java']) {
      describe(`${basename(folder)}, ${kernel}: ${title}`, async () => {
        const exports = await import(pathToFileURL(join(folder, 'vectors.js')).href);
        const create = async (options) => {
          globalThis.fetch = kernel === 'simd' ? fetchFile : platformFetch;
          const collection = await exports.createCollection(options);
          if (collection.kernel !== kernel) throw new Error(`The kernel is ${collection.kernel}`);
          return collection;
        };
        await body({ ...exports, create, kernel });
      });
    }
  }
}

/** Makes vectors near a plane of few dimensions, as embeddings are; the same for the same seed. */
export function generate(count, dimensions, seed = 1, latent = 12) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  const plane = Array.from({ length: latent * dimensions }, random);
  state = seed * 7919 + 5;
  return Array.from({ length: count }, () => {
    const point = Array.from({ length: latent }, random);
    return Float32Array.from({ length: dimensions }, (_, d) =>
      point.reduce((sum, x, l) => sum + x * plane[l * dimensions + d], 0.3 * random()),
    );
  });
}

const sum = (a, each) => a.reduce((total, x, i) => total + each(x, i), 0);

/** The score by the definition of each metric. */
export const scores = {
  cosine: (a, b) => scores.dot(a, b) / Math.sqrt(scores.dot(a, a) * scores.dot(b, b)),
  dot: (a, b) => sum(a, (x, i) => x * b[i]),
  euclidean: (a, b) => Math.sqrt(sum(a, (x, i) => (x - b[i]) ** 2)),
  manhattan: (a, b) => sum(a, (x, i) => Math.abs(x - b[i])),
};

/** The indexes of the best rows, and their scores. */
export function truth(metric, rows, query, k) {
  const sign = metric === 'cosine' || metric === 'dot' ? -1 : 1;
  return rows
    .map((row, i) => [scores[metric](row, query), i])
    .sort(([a], [b]) => sign * (a - b))
    .slice(0, k);
}
