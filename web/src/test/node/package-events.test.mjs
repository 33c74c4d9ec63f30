import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, pieces } from './support.mjs';

describePackages('events', ({ open, the }) => {
  test('report changes', async () => {
    const seen = [];
    the.store.addEventListener('change', ({ detail }) => seen.push(detail));
    await the.store.files.put('k', new Blob(['x']));
    await the.store.files.delete('k');
    await the.store.files.delete('k');
    await the.store.documents.put('d', 1);
    await settled();
    assert.deepEqual(
      seen.map(({ key, action }) => `${action} ${key}`),
      ['put k', 'delete k', 'put d'],
    );
    assert.deepEqual(
      seen.map(({ kind }) => kind),
      ['file', 'file', 'document'],
    );
    await the.store.clear();
    await settled();
    assert.equal(seen.at(-1).action, 'clear');
  });

  test('report the end', async () => {
    const reasons = [];
    const other = await open({ backend: 'memory' });
    other.addEventListener('close', ({ detail }) => reasons.push(detail.reason));
    await other.close();
    await other.close();
    await settled();
    assert.equal(reasons.length, 1);
    assert.equal(typeof reasons[0], 'string');
  });

  test('and callbacks report progress', async () => {
    const seen = [];
    const dispatched = [];
    the.store.addEventListener('progress', ({ detail }) => dispatched.push(detail));
    await the.store.files.put('k', pieces(bytes(300_000), 30_000), {
      size: 300_000,
      onProgress: (p) => seen.push(p),
    });
    await settled();
    assert.ok(seen.length > 0);
    const last = seen.at(-1);
    assert.equal(last.key, 'k');
    assert.equal(last.loaded, 300_000);
    assert.equal(last.total, 300_000);
    assert.equal(last.phase, 'done');
    assert.deepEqual(
      seen.map(({ loaded }) => loaded),
      seen.map(({ loaded }) => loaded).sort((a, b) => a - b),
    );
    assert.deepEqual(structuredClone(last), last);
    assert.ok(dispatched.length > 0);
  });

  test('report a small file when it is stored, and to its caller also when it begins', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    const dispatched = [];
    the.store.addEventListener('progress', ({ detail }) => dispatched.push(detail));
    const seen = [];
    const onProgress = ({ key, phase, loaded }) => seen.push(`${key} ${phase} ${loaded}`);
    await Promise.all(
      keys.map(async (key, index) => {
        // A file with a slow source is reported like any other.
        const source = index === 7 ? slow(bytes(1000), 150) : bytes(1000);
        await the.store.files.put(key, source, { size: 1000, onProgress });
      }),
    );
    await settled();
    assert.deepEqual(
      dispatched.map(({ key, phase, loaded, total }) => `${key} ${phase} ${loaded} ${total}`).sort(),
      keys.map((key) => `${key} done 1000 1000`).sort(),
    );
    assert.deepEqual(seen.sort(), keys.flatMap((key) => [`${key} done 1000`, `${key} download 0`]).sort());
  });

  test('and a callback that throws does not stop the work', async () => {
    const uncaught = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => uncaught.push(error));
    try {
      const error = new Error('of the callback');
      const onProgress = () => {
        throw error;
      };
      const file = await the.store.files.put('k', bytes(100_000), { onProgress });
      assert.equal(file.size, 100_000);
      await settled();
      assert.ok(uncaught.length > 0);
      assert.ok(uncaught.every((seen) => seen === error));
    } finally {
      process.removeAllListeners('uncaughtException');
      for (const other of others) process.on('uncaughtException', other);
    }
  });
});

async function* slow(content, wait) {
  await new Promise((resolve) => setTimeout(resolve, wait));
  yield content;
}

/** Events come after the call that caused them. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
