// Tests that small commits at the same time share transactions, and that the failure of one affects
// no other.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startHub } from './hub-server.mjs';
import { bytes, fails, packages } from './support.mjs';

/** Counts the strict transactions that begin while the work runs. */
async function strict(work) {
  const original = IDBDatabase.prototype.transaction;
  let count = 0;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode === 'readwrite' && options?.durability === 'strict') count++;
    return original.call(this, stores, mode, options);
  };
  try {
    await work();
  } finally {
    IDBDatabase.prototype.transaction = original;
  }
  return count;
}

/** Makes a put of this key in 'files' abort its transaction, for the duration of a test. */
function refuse(t, key, error, times = Infinity) {
  const original = IDBObjectStore.prototype.put;
  let left = times;
  IDBObjectStore.prototype.put = function (value, at) {
    const request = original.call(this, value, at);
    if (this.name === 'files' && at === key && left-- > 0)
      request.addEventListener('success', () => this.transaction._abort(error));
    return request;
  };
  t.after(() => {
    IDBObjectStore.prototype.put = original;
  });
}

/** Empties a table of a database behind the back of its stores. */
async function clear(name, table) {
  const settled = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await settled(indexedDB.open(name));
  await settled(database.transaction(table, 'readwrite').objectStore(table).clear());
  database.close();
}

const hub = await startHub();

for (const folder of packages) {
  describe(basename(folder), async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const opened = async (t) => {
      const store = await open({ name: `${basename(folder)} ${t.name}`, chunkSize: 65_536 });
      t.after(() => store.close());
      return store;
    };
    const content = (i) => bytes(50, 1000 + i);
    // Pinned, so that a lack of space evicts none of them.
    const puts = (store, from, to) =>
      Array.from({ length: to - from }, (_, i) =>
        store.files.put(`${from + i}`, content(from + i), { pinned: true }),
      );

    async function assertStored(store, count, except = []) {
      const { fileCount, chunkCount, storedBytes } = await store.stats();
      const wanted = count - except.length;
      assert.deepEqual(
        { fileCount, chunkCount, storedBytes },
        { fileCount: wanted, chunkCount: wanted, storedBytes: 50 * wanted },
      );
      for (let i = 0; i < count; i += 7) {
        if (except.includes(`${i}`)) continue;
        assert.deepEqual(await (await store.files.get(`${i}`)).bytes(), content(i));
      }
    }

    test('many puts at once take few transactions, and each file is stored', async (t) => {
      const store = await opened(t);
      const count = await strict(() => Promise.all(puts(store, 0, 1000)));
      assert.ok(count <= 10, `${count} transactions`);
      await assertStored(store, 1000);
    });

    test('puts that arrive while full groups are under way are stored, too', async (t) => {
      const store = await opened(t);
      const all = puts(store, 0, 700);
      for (let i = 0; i < 20; i++) {
        await Promise.race([all[i * 30], new Promise((resolve) => setTimeout(resolve, 1))]);
        all.push(...puts(store, 700 + i * 10, 710 + i * 10));
      }
      await Promise.all(all);
      await assertStored(store, 900);
    });

    test('puts one after the other take a transaction each', async (t) => {
      const store = await opened(t);
      const count = await strict(async () => {
        for (let i = 0; i < 5; i++) await store.files.put(`${i}`, content(i));
      });
      assert.equal(count, 5);
    });

    test('a refused put does not affect the others', async (t) => {
      const store = await opened(t);
      await store.files.put('there', content(0));
      const deletions = ['there', 'not there', 'nor there'].map((key) => store.files.delete(key));
      await Promise.all([...puts(store, 1, 20), ...deletions]);
      assert.deepEqual(await Promise.all(deletions), [true, false, false]);
      assert.equal((await store.stats()).fileCount, 19);
    });

    test('a failing put reports its failure, and each of the others is tried alone', async (t) => {
      const store = await opened(t);
      refuse(t, '13', 'UnknownError');
      const results = await Promise.allSettled(puts(store, 0, 40));
      const failed = results.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []));
      assert.deepEqual(failed, [13]);
      await fails(Promise.reject(results[13].reason), 'FAILED');
      assert.equal(results[13].reason.details.key, '13');
      await assertStored(store, 40, ['13']);
    });

    test('a put without space reports it, and the others are stored', async (t) => {
      const store = await opened(t);
      refuse(t, '13', 'QuotaExceededError');
      const results = await Promise.allSettled(puts(store, 0, 40));
      assert.deepEqual(
        results
          .filter(({ status }) => status === 'rejected')
          .map(({ reason }) => [reason.code, reason.details.key]),
        [['QUOTA', '13']],
      );
      await assertStored(store, 40, ['13']);
    });

    test('a file whose chunk is missing does not affect other commits at the same time', async (t) => {
      const twin = Buffer.from(bytes(5000, 7));
      hub.commit('owner/twins', { 'a.bin': twin, 'b.bin': twin });
      const name = `${basename(folder)} ${t.name}`;
      const openTwins = () => open({ name, chunkSize: 65_536, hub: { endpoint: hub.url } });
      const before = await openTwins();
      await before.hub.download('owner/twins', { files: ['a.bin'] });
      await before.close();
      await clear(name, 'chunks');

      const store = await openTwins();
      t.after(() => store.close());
      // Taking over a.bin for b.bin names the missing chunk. The documents share its group.
      let ended = false;
      const download = store.hub.download('owner/twins', { files: ['b.bin'] }).finally(() => (ended = true));
      const documents = [];
      while (!ended) {
        for (let i = 0; i < 8; i++)
          documents.push(store.documents.put(`${documents.length}`, { kept: true }));
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      await download;
      await Promise.all(documents);
      const keys = await store.documents.keys();
      assert.deepEqual(new Set(keys), new Set(documents.map((_, i) => `${i}`)));
      const stored = await store.hub.file('owner/twins', 'b.bin');
      assert.deepEqual(Buffer.from(await stored.bytes()), twin);
    });

    test('two puts of the same key take two transactions, and the later one stays', async (t) => {
      const store = await opened(t);
      const all = [...puts(store, 0, 5), store.files.put('2', content(99)), store.files.delete('3')];
      await Promise.all(all);
      assert.deepEqual(await (await store.files.get('2')).bytes(), content(99));
    });

    test('many puts at once send few messages to other tabs', async (t) => {
      const store = await opened(t);
      const channel = new BroadcastChannel(`granary:${basename(folder)} ${t.name}`);
      let messages = 0;
      const changed = new Set();
      channel.onmessage = ({ data }) => {
        messages++;
        for (const { type, detail } of [data, ...(data.more ?? [])])
          if (type === 'change') changed.add(detail.key);
      };
      await Promise.all(puts(store, 0, 300));
      while (changed.size < 300) await new Promise((resolve) => setTimeout(resolve, 5));
      channel.close();
      assert.ok(messages <= 60, `${messages} messages`);
    });
  });
}
