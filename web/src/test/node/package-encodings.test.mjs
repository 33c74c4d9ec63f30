import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { collect, fails, sha256 } from './support.mjs';

const chunk = 65536;

// Makes weights around 0: their signs and exponents are similar.
function weights(count) {
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  return new Uint8Array(Float32Array.from({ length: count }, () => random() * random() * random()).buffer);
}

const content = weights((3 * chunk) / 4 + 5000);
const compresses = (() => {
  try {
    return new CompressionStream('deflate-raw') && true;
  } catch {
    return false;
  }
})();

/** Runs with other streams instead of the platform's; a store looks for them when it opens. */
async function withStreams(replaced, body) {
  const real = Object.fromEntries(Object.keys(replaced).map((name) => [name, globalThis[name]]));
  Object.assign(globalThis, replaced);
  try {
    return await body();
  } finally {
    Object.assign(globalThis, real);
  }
}

describePackages('encodings', ({ open, the }) => {
  test('stores chunks compressed, and returns them unchanged', { skip: !compresses }, async () => {
    const file = await the.store.files.put('k', content, { encoding: 'auto' });
    assert.equal(file.sha256, sha256(content));
    assert.equal(file.size, content.length);
    const stats = await the.store.stats();
    assert.equal(stats.logicalBytes, content.length);
    assert.ok(stats.storedBytes < 0.9 * content.length, `${stats.storedBytes} bytes`);

    assert.deepEqual(await file.bytes(), content);
    assert.deepEqual(new Uint8Array(await collect(file.stream())), content);
    assert.deepEqual(new Uint8Array(await (await file.blob()).arrayBuffer()), content);
    assert.deepEqual(new Uint8Array(await (await file.response()).arrayBuffer()), content);
    for (const [start, end] of [
      [0, 1],
      [chunk - 3, chunk + 3],
      [2 * chunk, content.length],
      [7, 7],
    ]) {
      assert.deepEqual(await file.bytes(start, end), content.slice(start, end));
      const blob = await file.blob(start, end);
      assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), content.slice(start, end));
    }
    assert.deepEqual((await the.store.verify()).bad, []);
  });

  test('stores chunks unchanged that would not become smaller', async () => {
    const noise = crypto.getRandomValues(new Uint8Array(chunk));
    const file = await the.store.files.put('k', noise, { encoding: 'auto' });
    assert.equal((await the.store.stats()).storedBytes, noise.length);
    assert.deepEqual(await file.bytes(), noise);
  });

  test('imports and exports bundles decoded', { skip: !compresses }, async () => {
    await the.store.files.put('k', content, { encoding: 'auto' });
    const other = await open({ backend: 'memory', chunkSize: chunk });
    const [taken] = await other.files.importBundle(await the.store.files.exportBundle(['k']));
    assert.equal(taken.sha256, sha256(content));
    assert.deepEqual(await (await other.files.get('k')).bytes(), content);
    await other.close();
  });

  test('reports a platform that cannot compress', async () => {
    const none = { CompressionStream: undefined, DecompressionStream: undefined };
    await withStreams(none, async () => {
      const store = await open({ backend: 'memory' });
      const file = await store.files.put('k', content, { encoding: 'auto' });
      assert.equal((await store.stats()).storedBytes, content.length);
      assert.deepEqual(await file.bytes(), content);
      await store.close();
    });
  });

  // A damaged stream may expand to any size.
  test('stops expanding at the size of the chunk', { skip: !compresses }, async () => {
    let asked = 0;
    let cancelled = 0;
    function Endless() {
      this.writable = new WritableStream();
      this.readable = new ReadableStream(
        {
          pull: (controller) => void (asked++, controller.enqueue(new Uint8Array(10_000))),
          cancel: () => void cancelled++,
        },
        { highWaterMark: 0 },
      );
    }
    const file = await the.store.files.put('k', content, { encoding: 'auto' });
    await withStreams({ DecompressionStream: Endless }, () => fails(file.bytes(0, 1), 'CORRUPT', 'Chunk 0'));
    assert.equal(asked, Math.ceil((chunk + 1) / 10_000));
    assert.equal(cancelled, 1);
    assert.deepEqual(await file.bytes(0, 1), content.slice(0, 1));
  });

  test('names the chunk that cannot be decoded', { skip: !compresses }, async () => {
    function Broken() {
      const broken = () => {
        throw new TypeError('damaged');
      };
      return new TransformStream({ transform: broken, flush: broken });
    }
    const file = await the.store.files.put('k', content, { encoding: 'auto' });
    await withStreams({ DecompressionStream: Broken }, () =>
      fails(file.bytes(chunk, chunk + 1), 'CORRUPT', 'Chunk 1'),
    );
  });
});
