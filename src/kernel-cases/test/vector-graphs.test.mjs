// Builds graphs in the compiled output: with arrays, and with kernels. The JVM builds the same graphs: see SameGraphTest
// of the core, whose digests stand here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { graphDigest } from '../target/kernel-cases/kernel-cases.js';

const folder = new URL('../../../kernels/target/', import.meta.url);
const baseline = async () => ({
  ok: true,
  arrayBuffer: async () => readFileSync(new URL('kernels.wasm', folder)),
});

const rows = 600;
const dimensions = 40;
const latent = 8;

function vectors(outliers) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >> 8) / 8388608;
  };
  const plane = Array.from({ length: latent * dimensions }, random);
  const all = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const point = Array.from({ length: latent }, random);
    for (let d = 0; d < dimensions; d++) {
      let sum = 0.25 * random();
      for (let l = 0; l < latent; l++) sum += point[l] * plane[l * dimensions + d];
      all[row * dimensions + d] = outliers && d % 16 === 3 ? 32 * sum + 8 : sum;
    }
  }
  return all;
}

/** Metric, whether the graph is built by codes, outliers, digest. */
const source = readFileSync(
  new URL('../../../core/src/test/java/dev/granary/vector/hnsw/SameGraphTest.java', import.meta.url),
  'utf8',
);
const cases = [...source.matchAll(/^    "(\w+), (\w+), (\w+), (-?\d+)",$/gm)].map(
  ([, metric, coded, outliers, digest]) => [
    metric.toLowerCase(),
    coded === 'true',
    outliers === 'true',
    Number(digest),
  ],
);

test('there are graphs to build', () => assert.equal(cases.length, 9));

for (const [metric, coded, outliers, expected] of cases) {
  const kind = `${metric} by ${coded ? 'codes' : 'floats'}${outliers ? ' with outliers' : ''}`;
  test(`kernels build the graph that the JVM builds: ${kind}`, async () => {
    assert.equal(await graphDigest(vectors(outliers), dimensions, metric, coded, null, baseline), expected);
  });
  // Sums of floats round less often in JavaScript: see FloatDistances.
  if (coded) {
    test(`JavaScript builds the graph that the JVM builds: ${kind}`, async () => {
      assert.equal(await graphDigest(vectors(outliers), dimensions, metric, coded, null, null), expected);
    });
  }
}
