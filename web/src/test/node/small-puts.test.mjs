// Tests thousands of small puts at once: a bounded number is under way, and Granary assumes that
// their chunks are new until one is not.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, fails, packages } from './support.mjs';

/** Records how the strict transactions that begin during a test end. */
function watch(t) {
  const original = IDBDatabase.prototype.transaction;
  const ended = { complete: 0, abort: 0 };
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const transaction = original.call(this, stores, mode, options);
    if (mode === 'readwrite' && options?.durability === 'strict')
      for (const how of Object.keys(ended)) transaction.addEventListener(how, () => ended[how]++);
    return transaction;
  };
  t.after(() => {
    IDBDatabase.prototype.transaction = original;
  });
  return ended;
}

/** Counts the keys that are being written. */
async function journals(name) {
  const opening = indexedDB.open(name);
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const counting = opening.result.transaction('journals').objectStore('journals').count();
  await new Promise((resolve) => (counting.onsuccess = resolve));
  opening.result.close();
  return counting.result;
}

for (const folder of packages) {
  describe(basename(folder), async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const opened = async (t, options = {}) => {
      const store = await open({ name: `${basename(folder)} ${t.name}`, ...options });
      t.after(() => store.close());
      return store;
    };
    const content = (i) => bytes(50, 1000 + i);
    const putAll = (store, prefix, contents) =>
      Promise.all(contents.map((each, i) => store.files.put(`${prefix}${i}`, content(each))));
    const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);

    async function assertStored(store, prefix, contents) {
      for (const [i, each] of contents.entries())
        assert.deepEqual(await (await store.files.get(`${prefix}${i}`)).bytes(), content(each));
    }

    async function assertCounts(store, files, chunks, garbage = 0) {
      const { fileCount, chunkCount, storedBytes, garbageBytes } = await store.stats();
      assert.deepEqual(
        { fileCount, chunkCount, storedBytes, garbageBytes },
        { fileCount: files, chunkCount: chunks, storedBytes: 50 * chunks, garbageBytes: 50 * garbage },
      );
    }

    test('chunks that are all new are stored without a look at each', async (t) => {
      const store = await opened(t);
      const original = IDBObjectStore.prototype.get;
      let looks = 0;
      IDBObjectStore.prototype.get = function (key) {
        if (this.name === 'chunks') looks++;
        return original.call(this, key);
      };
      t.after(() => {
        IDBObjectStore.prototype.get = original;
      });
      await putAll(store, 'a', numbers(0, 300));
      // The first put is alone in its group, and looks.
      assert.ok(looks <= 1, `${looks} looks`);
      await assertCounts(store, 300, 300);
    });

    test('a chunk that is stored already costs one more transaction, and nothing else', async (t) => {
      const store = await opened(t);
      await putAll(store, 'a', numbers(0, 40));
      const ended = watch(t);
      const second = [...numbers(40, 60), 7, ...numbers(60, 79), 7];
      await putAll(store, 'b', second);
      assert.equal(ended.abort, 1);
      await assertCounts(store, 81, 79);
      await assertStored(store, 'a', numbers(0, 40));
      await assertStored(store, 'b', second);
    });

    test('a wrong guess is not repeated before a look has found only new chunks', async (t) => {
      const store = await opened(t);
      await putAll(store, 'a', numbers(0, 40));
      const ended = watch(t);
      await putAll(store, 'b', numbers(0, 40));
      assert.equal(ended.abort, 1);
      // A batch without chunks teaches the predictor nothing.
      await store.documents.put('a document', 1);
      await store.files.put('empty', new Uint8Array());
      await putAll(store, 'c', numbers(0, 40));
      assert.equal(ended.abort, 1);
      await putAll(store, 'd', numbers(40, 80));
      await putAll(store, 'e', numbers(80, 120));
      assert.equal(ended.abort, 1);
      await putAll(store, 'f', numbers(0, 40));
      assert.equal(ended.abort, 2);
      await assertCounts(store, 241, 120);
    });

    test('the same content twice at once is one chunk', async (t) => {
      const store = await opened(t);
      const contents = numbers(0, 100).map((i) => i % 30);
      const ended = watch(t);
      await putAll(store, 'a', contents);
      await assertCounts(store, 100, 30);
      assert.ok(ended.abort <= 1, `${ended.abort} aborted`);
      await assertStored(store, 'a', contents);
    });

    test('a garbage chunk is in use again when a put brings it among new ones', async (t) => {
      const store = await opened(t);
      await putAll(store, 'a', numbers(0, 20));
      await Promise.all(numbers(0, 20).map((i) => store.files.delete(`a${i}`)));
      await assertCounts(store, 0, 20, 20);
      await putAll(store, 'b', numbers(10, 60));
      await assertCounts(store, 50, 60, 10);
      await store.clean();
      await assertCounts(store, 50, 50);
      await assertStored(store, 'b', numbers(10, 60));
    });

    test('two stores assume at once that the same chunks are new', async (t) => {
      const stores = [await opened(t), await opened(t)];
      await Promise.all(
        stores.flatMap((store, i) => [
          putAll(store, `a${i} `, numbers(0, 200)),
          putAll(store, `b${i} `, numbers(100, 300)),
        ]),
      );
      await assertCounts(stores[0], 800, 300);
      for (const prefix of ['a0 ', 'a1 ']) await assertStored(stores[1], prefix, numbers(0, 200));
      for (const prefix of ['b0 ', 'b1 ']) await assertStored(stores[0], prefix, numbers(100, 300));
    });

    test('the first puts are stored before the last begin', async (t) => {
      const store = await opened(t);
      const contents = numbers(0, 3000).map(content);
      const puts = contents.map((each, i) => store.files.put(`${i}`, each));
      const results = Promise.allSettled(puts);
      await puts[0];
      // A put that has begun does not need its source any more.
      for (const each of contents.slice(2900)) structuredClone(each.buffer, { transfer: [each.buffer] });
      const rejected = (await results).filter(({ status }) => status === 'rejected');
      assert.equal(rejected.length, 100);
      await assertCounts(store, 2900, 2900);
    });

    test('puts that are aborted while they wait free their places, at any time', async (t) => {
      const store = await opened(t);
      const abort = new AbortController();
      const reason = new Error('enough');
      const settled = numbers(0, 2000).map((i) =>
        store.files.put(`${i}`, content(i), i % 3 === 0 ? { signal: abort.signal } : {}),
      );
      const results = Promise.allSettled(settled);
      await settled[1];
      abort.abort(reason);
      const rejected = (await results).filter(({ status }) => status === 'rejected');
      assert.ok(rejected.length > 300, `only ${rejected.length} were still waiting`);
      for (const each of rejected) assert.equal(each.reason, reason);
      // The limiter admits as many as before.
      await putAll(store, 'again', numbers(0, 1500));
      await assertStored(store, 'again', numbers(0, 1500));
      const stored = (await results).flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
      await assertCounts(store, stored.length + 1500, 1500 + stored.filter((i) => i >= 1500).length);
    });

    test('a close ends the puts that wait for admission', async (t) => {
      const store = await opened(t);
      const results = Promise.allSettled(numbers(0, 2000).map((i) => store.files.put(`${i}`, content(i))));
      await store.close();
      const rejected = (await results).filter(({ status }) => status === 'rejected');
      assert.ok(rejected.length > 900, `only ${rejected.length}`);
      for (const { reason } of rejected) await fails(Promise.reject(reason), 'CLOSED');
    });

    test('within a budget, too, chunks that are stored already take few transactions', async (t) => {
      const store = await opened(t, { budget: 6000 });
      await putAll(store, 'a', numbers(0, 100));
      const ended = watch(t);
      await putAll(store, 'b', numbers(0, 100));
      await putAll(store, 'c', numbers(0, 100));
      assert.ok(ended.complete <= 6, `${ended.complete} transactions`);
      await assertCounts(store, 300, 100);
    });

    test('callers receive the outcome of a commit, also while another tab blocks the next one', async (t) => {
      const store = await opened(t);
      const holder = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(store.name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      t.after(() => holder.close());
      let holding = true;
      let reported = 0;
      const puts = numbers(0, 384).map((i) => store.files.put(`${i}`, content(i)).then(() => reported++));
      await puts[0];
      // Every later writer waits for this transaction.
      const transaction = holder.transaction(['files', 'chunks', 'blobs', 'meta'], 'readwrite');
      (function hold() {
        if (holding) transaction.objectStore('meta').get('header').onsuccess = hold;
      })();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const committed = reported;
      holding = false;
      await Promise.all(puts);
      assert.ok(committed >= 129, `${committed} callers received their outcome`);
    });

    test('many aborts do not use up the places of the limiter', async (t) => {
      const store = await opened(t);
      for (let round = 0; round < 25; round++) {
        const abort = new AbortController();
        const puts = numbers(0, 600).map((i) =>
          store.files.put(`${round} ${i}`, content(i), { signal: abort.signal }),
        );
        puts[20].then(() => abort.abort());
        await Promise.allSettled(puts);
      }
      await putAll(store, 'last', numbers(0, 10));
      await assertStored(store, 'last', numbers(0, 10));
    });

    test('puts that wait for a key written elsewhere do not block other puts', async (t) => {
      const [other, store] = [await opened(t), await opened(t)];
      const streams = numbers(0, 400).map(() => {
        let controller;
        const stream = new ReadableStream({ start: (given) => (controller = given) });
        return { stream, end: () => controller.close() };
      });
      const slow = streams.map(({ stream }, i) => other.files.put(`${i}`, stream));
      while ((await journals(store.name)) < 400) await new Promise((resolve) => setTimeout(resolve, 20));
      const waiting = numbers(0, 400).map((i) => store.files.put(`${i}`, content(i)));
      await putAll(store, 'free', numbers(0, 50));
      for (const { end } of streams) end();
      await Promise.all([...slow, ...waiting]);
      await assertStored(store, '', numbers(0, 400));
    });

    test('the page can work between the outcomes of two parts of a group', async (t) => {
      const store = await opened(t);
      let reported = 0;
      const jumps = [];
      const all = Promise.all(
        numbers(0, 600).map((i) => store.files.put(`${i}`, content(i)).then(() => reported++)),
      );
      let before = 0;
      let over = false;
      (function look() {
        jumps.push(reported - before);
        before = reported;
        if (!over) setImmediate(look);
      })();
      await all;
      over = true;
      assert.ok(Math.max(...jumps) <= 64, `${Math.max(...jumps)} at a stretch`);
    });

    test('sources that wait for a put do not block that put', async (t) => {
      const store = await opened(t);
      let last;
      const after = new Promise((resolve) => (last = resolve));
      const late = (i) =>
        new ReadableStream({
          async pull(controller) {
            await after;
            controller.enqueue(content(i));
            controller.close();
          },
        });
      const waiting = numbers(0, 700).map((i) => store.files.put(`${i}`, late(i), { size: 50 }));
      await store.files.put('last', content(9999));
      last();
      await Promise.all(waiting);
      await assertCounts(store, 701, 701);
    });
  });
}
