// Tests space: what Granary evicts when space is short, what the caller cleans, and what events
// report.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, fails } from './support.mjs';

const chunk = 65536;

describePackages('space', ({ open, the }) => {
  const put = (key, seed, options) => the.store.files.put(key, bytes(chunk, seed), options);
  const keys = async (store = the.store) => (await store.files.list()).map(({ key }) => key);
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  test('clean() without options evicts nothing and sweeps', async () => {
    await put('a', 1);
    const report = await the.store.clean();
    assert.deepEqual(report, { evicted: [], sweptChunks: 0, freedBytes: 0, dryRun: false });
    assert.deepEqual(await keys(), ['a']);
  });

  test('clean({ unusedFor }) evicts files that were not used for that time', async () => {
    await put('a', 1);
    await put('pinned', 2, { pinned: true });
    await pause(60);
    await put('b', 3);
    const { evicted, ...rest } = await the.store.clean({ unusedFor: 50 });
    assert.deepEqual(rest, { sweptChunks: 1, freedBytes: chunk, dryRun: false });
    assert.equal(evicted.length, 1);
    const [{ lastAccessed, ...item }] = evicted;
    assert.deepEqual(item, { kind: 'file', key: 'a', bytes: chunk });
    assert.ok(Date.now() - lastAccessed >= 50);
    assert.deepEqual(await keys(), ['b', 'pinned']);
  });

  test('clean({ maxBytes }) evicts the least recently used files, by the bytes that this frees', async () => {
    for (const [seed, key] of ['a', 'b', 'c'].entries()) {
      await put(key, seed + 1);
      await pause(3);
    }
    await the.store.files.put('like a', bytes(chunk, 1), { pinned: true });
    const plan = await the.store.clean({ maxBytes: 2 * chunk, dryRun: true });
    assert.equal(plan.dryRun, true);
    assert.deepEqual(await keys(), ['a', 'b', 'c', 'like a']);
    const done = await the.store.clean({ maxBytes: 2 * chunk });
    assert.deepEqual({ ...plan, dryRun: false }, done);
    assert.deepEqual(
      done.evicted.map(({ key, bytes }) => [key, bytes]),
      [['b', chunk]],
    );
    assert.equal((await the.store.stats()).storedBytes, 2 * chunk);
  });

  test('clean evicts only the named kinds', async () => {
    await put('a', 1);
    assert.deepEqual((await the.store.clean({ unusedFor: 0, kinds: ['model', 'tensor'] })).evicted, []);
    assert.deepEqual((await the.store.clean({ maxBytes: 0, kinds: [] })).evicted, []);
    assert.equal((await the.store.clean({ maxBytes: 0, kinds: ['collection', 'file'] })).evicted.length, 1);
  });

  test('clean refuses unknown options', async () => {
    await fails(the.store.clean({ kinds: ['files'] }), 'INVALID', 'kinds', 'file');
    await fails(the.store.clean({ kinds: 'file' }), 'INVALID', 'kinds', 'array');
    await fails(the.store.clean({ unusedFor: -1 }), 'INVALID', 'unusedFor');
    await fails(the.store.clean({ maxBytes: 0.5 }), 'INVALID', 'maxBytes');
    await fails(the.store.clean({ dryrun: true }), 'INVALID', 'dryrun');
    await put('a', 1);
    const control = new AbortController();
    control.abort('enough');
    await assert.rejects(the.store.clean({ maxBytes: 0, signal: control.signal }), (e) => e === 'enough');
    assert.deepEqual(await keys(), ['a']);
  });

  test('events report evictions, by clean and by a put that needs space', async () => {
    const store = await open({ backend: 'memory', chunkSize: chunk, budget: 2 * chunk });
    const reported = [];
    for (const type of ['evict', 'change', 'quota'])
      store.addEventListener(type, ({ detail }) => reported.push([type, detail]));
    await store.files.put('a', bytes(chunk, 1));
    await pause(3);
    await store.files.put('b', bytes(chunk, 2));
    await store.files.put('c', bytes(chunk, 3));
    await store.clean({ maxBytes: chunk });
    await pause(30);
    const evict = (key) => ['evict', { kind: 'file', key, bytes: chunk }];
    assert.deepEqual(
      reported.filter(([type]) => type === 'evict'),
      [evict('a'), evict('b')],
    );
    const deleted = reported.filter(([, { action }]) => action === 'delete').map(([, { key }]) => key);
    assert.deepEqual(deleted, ['a', 'b']);
    assert.deepEqual(await keys(store), ['c']);
    await store.close();
  });

  test('a quota event comes at 80 and at 95 % of the budget', async () => {
    const store = await open({ backend: 'memory', chunkSize: chunk, budget: 20 * chunk });
    const reported = [];
    store.addEventListener('quota', ({ detail }) => reported.push(detail));
    await store.files.put('a', bytes(15 * chunk, 1));
    await pause(50);
    assert.deepEqual(reported, []);
    await store.files.put('b', bytes(chunk, 200));
    await pause(2100);
    assert.deepEqual(reported, [{ usage: 16 * chunk, quota: 20 * chunk }]);
    await store.files.put('c', bytes(3 * chunk, 300));
    await pause(2100);
    assert.deepEqual(reported.slice(1), [{ usage: 19 * chunk, quota: 20 * chunk }]);
    await store.close();
  });

  test('QUOTA reports the needed and the available bytes', async () => {
    const store = await open({ backend: 'memory', chunkSize: chunk, budget: 3 * chunk });
    await store.files.put('pinned', bytes(chunk, 1), { pinned: true });
    await store.files.put('a', bytes(chunk, 2));
    const error = await store.files.put('b', bytes(4 * chunk, 3)).catch((failure) => failure);
    assert.equal(error.code, 'QUOTA');
    assert.deepEqual(error.details, {
      key: 'b',
      needed: 3 * chunk,
      available: 0,
      evictable: chunk,
      persisted: false,
    });
    assert.deepEqual(await keys(store), ['a', 'pinned']);
    await store.close();
  });

  test('a pin stays when its file is overwritten, unless the put says otherwise', async () => {
    await put('a', 1, { pinned: true });
    assert.equal((await put('a', 2)).pinned, true);
    assert.equal((await put('a', 3, { pinned: false })).pinned, false);
    assert.equal((await put('a', 4)).pinned, false);
    await the.store.files.pin('a');
    await put('a', 5);
    assert.equal((await the.store.files.get('a')).pinned, true);
  });

  test('a store in memory is not persisted', async () => {
    assert.equal(await the.store.persist(), false);
  });
});
