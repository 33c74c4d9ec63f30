// A deletion on a full disk breaks the seal of the totals. The next caller that needs the totals
// counts them again, and only then.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, packages } from './support.mjs';

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const breakSeal = (database) => database.transaction('meta', 'readwrite').objectStore('meta').delete('seal');

/** Runs a function at each call of a method of object stores, for the duration of a test. */
function whenever(t, method, act) {
  const original = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function (...given) {
    const request = original.apply(this, given);
    act(this, given, request);
    return request;
  };
  t.after(() => {
    IDBObjectStore.prototype[method] = original;
  });
}

for (const folder of packages) {
  describe(basename(folder), async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const options = (name) => ({ name: `${basename(folder)} ${name}`, chunkSize: 65536 });

    test('another tab breaks a seal right after it was set', async (t) => {
      const { name } = options('broken again');
      const store = await open(options('broken again'));
      await store.files.put('a', bytes(1000));
      const other = await done(indexedDB.open(name));
      let times = 3;
      whenever(t, 'put', ({ transaction }, [, key]) => {
        if (key === 'seal' && times-- > 0) transaction.addEventListener('complete', () => breakSeal(other));
      });
      await done(breakSeal(other));
      await store.files.put('b', bytes(2000, 2));
      assert.ok(times < 0);
      assert.equal((await store.stats()).storedBytes, 3000);
      other.close();
      await store.close();
    });

    test('deletions on a disk that stays full do not each cause a recount', async (t) => {
      const store = await open(options('full'));
      for (let i = 0; i < 20; i++) await store.files.put(`${i}`, bytes(1000, 1 + i));
      let full = true;
      for (const method of ['put', 'add']) {
        whenever(t, method, ({ transaction }, _, request) => {
          if (full) request.addEventListener('success', () => transaction._abort('QuotaExceededError'));
        });
      }
      let counts = 0;
      whenever(t, 'getAll', ({ name, transaction }) => {
        if (name === 'chunks' && transaction.mode === 'readwrite') counts++;
      });
      for (let i = 0; i < 20; i++) assert.equal(await store.files.delete(`${i}`), true);
      // One read for the totals, and one to find chunks that share their bytes.
      assert.ok(counts <= 2, `read ${counts} times`);
      full = false;
      await store.files.put('a', bytes(3000, 99));
      assert.equal((await store.stats()).storedBytes, 3000);
      assert.equal((await store.stats()).garbageBytes, 0);
      await store.close();
    });

    test('bytes without a chunk are deleted from a full disk', async (t) => {
      const store = await open(options('full of orphans'));
      await store.files.put('a', bytes(3000));
      const other = await done(indexedDB.open(options('full of orphans').name));
      await done(other.transaction('chunks', 'readwrite').objectStore('chunks').clear());
      for (const method of ['put', 'add']) {
        whenever(t, method, ({ transaction }, _, request) => {
          request.addEventListener('success', () => transaction._abort('QuotaExceededError'));
        });
      }
      await store.clear();
      assert.equal(await done(other.transaction('blobs').objectStore('blobs').count()), 0);
      assert.equal((await store.stats()).storedBytes, 0);
      other.close();
      await store.close();
    });
  });
}
