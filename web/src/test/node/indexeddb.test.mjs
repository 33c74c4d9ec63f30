// Tests what outlives a store, against an IndexedDB in memory; other tests use real browsers.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, collect, fails, packages, pieces, sha256 } from './support.mjs';

for (const folder of packages) {
  describe(basename(folder), async () => {
    const { open, probe } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const content = bytes(300_000);
    const options = (name) => ({ name: `${basename(folder)} ${name}`, chunkSize: 65536 });

    test('is the backend that open() chooses and probe() finds', async () => {
      assert.equal((await probe()).indexedDB, true);
      const store = await open(options('default'));
      assert.equal(store.backend, 'indexeddb');
      assert.match(store.chunkForm, /^(blob|buffer)$/);
      await store.close();
    });

    test('keeps files and documents from one opening to the next', async () => {
      const first = await open(options('kept'));
      await first.files.put('a', pieces(content, 7777), { type: 'a/b', pinned: true, metadata: { n: 1 } });
      await first.documents.put('d', { a: [1, 'ä'] });
      await first.close();

      const second = await open(options('kept'));
      const file = await second.files.get('a');
      assert.deepEqual(await file.bytes(), content);
      assert.deepEqual(await file.bytes(65_530, 65_540), content.slice(65_530, 65_540));
      assert.deepEqual(new Uint8Array(await collect(file.stream())), content);
      assert.deepEqual(new Uint8Array(await (await file.blob()).arrayBuffer()), content);
      assert.equal(file.type, 'a/b');
      assert.equal(file.pinned, true);
      assert.equal(file.sha256, sha256(content));
      assert.deepEqual(file.metadata, { n: 1 });
      assert.deepEqual(await second.documents.get('d'), { a: [1, 'ä'] });
      const stats = await second.stats();
      assert.equal(stats.fileCount, 1);
      assert.equal(stats.storedBytes, content.length);
      await second.close();
    });

    test('is one database for all stores that have it open', async () => {
      const one = await open(options('shared'));
      const two = await open(options('shared'));
      const seen = [];
      two.addEventListener('change', ({ detail }) => seen.push(`${detail.action} ${detail.key}`));
      await one.files.put('a', content);
      assert.deepEqual(await (await two.files.get('a')).bytes(), content);
      await one.files.delete('a');
      assert.equal(await two.files.has('a'), false);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.deepEqual(seen, ['put a', 'delete a']);
      await one.close();
      assert.deepEqual(await two.files.list(), []);
      await two.close();
    });

    test('keeps nothing of an aborted put', async () => {
      const store = await open(options('aborted'));
      const control = new AbortController();
      const source = (async function* () {
        yield content;
        control.abort('enough');
        yield content;
      })();
      await assert.rejects(
        store.files.put('a', source, { signal: control.signal }),
        (reason) => reason === 'enough',
      );
      assert.equal(await store.files.has('a'), false);
      assert.equal((await store.stats()).unfinishedBytes, 0);
      await store.close();
    });

    test('makes space for many writers at once while there is something to evict', async () => {
      const store = await open({ ...options('crowded'), budget: 80_000 });
      for (let i = 0; i < 20; i++) await store.files.put(`old ${i}`, bytes(4000, 100 + i));
      await Promise.all(
        Array.from({ length: 8 }, (_, i) => store.files.put(`new ${i}`, bytes(4000, 500 + i))),
      );
      assert.equal((await store.files.list('old')).length, 12);
      assert.equal((await store.files.list('new')).length, 8);
      await store.close();
    });

    test('stops cleaning at an abort, and at a close', async () => {
      const store = await open(options('stopped'));
      for (let i = 0; i < 40; i++) await store.files.put(`${i}`, bytes(100, 1 + i));
      const control = new AbortController();
      store.addEventListener('evict', () => control.abort('enough'), { once: true });
      await assert.rejects(
        store.clean({ maxBytes: 0, signal: control.signal }),
        (reason) => reason === 'enough',
      );
      const left = (await store.files.list()).length;
      assert.ok(left > 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal((await store.files.list()).length, left);

      const reported = new Promise((resolve) => store.addEventListener('evict', resolve, { once: true }));
      const cleaning = fails(store.clean({ maxBytes: 0 }), 'CLOSED');
      await reported;
      await store.close();
      await cleaning;
      const again = await open(options('stopped'));
      assert.ok((await again.files.list()).length > 0);
      await again.close();
    });

    test('with another name is another database', async () => {
      const one = await open(options('one'));
      const two = await open(options('two'));
      await one.files.put('a', content);
      assert.equal(await two.files.has('a'), false);
      await one.clear();
      assert.equal(await one.files.has('a'), false);
      await one.close();
      await two.close();
    });

    test('of a newer Granary is not changed', async () => {
      const { name } = options('newer');
      await new Promise((resolve) => {
        const request = indexedDB.open(name, 1000);
        request.onsuccess = () => resolve(request.result.close());
      });
      await fails(open({ name }), 'VERSION');
    });

    test('closes its store when it is deleted', { timeout: 20_000 }, async () => {
      const store = await open(options('deleted'));
      const closed = new Promise((resolve) =>
        store.addEventListener('close', ({ detail }) => resolve(detail.reason)),
      );
      indexedDB.deleteDatabase(store.name);
      assert.equal(typeof (await closed), 'string');
      await fails(store.files.list(), 'CLOSED');
      await store.close();
    });
  });
}
