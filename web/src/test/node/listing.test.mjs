// Tests lists with more files than one request reads: every file is listed once, in order, and a
// damaged one hides no other.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, packages } from './support.mjs';

const page = 500;
const key = (number) => `many/${String(number).padStart(5, '0')}`;
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Counts the requests for all values of one table. */
function countedReads(table) {
  const asked = [];
  const { getAll } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.getAll = function (...args) {
    if (this.name === table) asked.push(args);
    return getAll.apply(this, args);
  };
  return () => {
    IDBObjectStore.prototype.getAll = getAll;
    return asked.length;
  };
}

for (const folder of packages) {
  describe(basename(folder), async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);

    /** Makes a store with one file, and puts its row under many other keys. */
    async function filled(name, keys, change = (row) => row) {
      const options = { name: `${basename(folder)} ${name}` };
      const store = await open(options);
      await store.files.put('first', bytes(100));
      await store.close();
      const database = await done(indexedDB.open(options.name));
      const files = database.transaction('files', 'readwrite').objectStore('files');
      const row = await done(files.get('first'));
      await Promise.all(keys.map((each) => done(files.put(change({ ...row }, each), each))));
      database.close();
      return open(options);
    }

    const keysOf = (infos) => infos.map((info) => info.key);
    const upTo = (count) => Array.from({ length: count }, (_, number) => key(number));

    for (const [count, pages] of [
      [page - 1, 1],
      [page, 1],
      [page + 1, 2],
      [2 * page, 2],
      [2 * page + 3, 3],
    ]) {
      test(`${count} files are listed in order, by ${pages} requests`, async () => {
        const keys = upTo(count);
        const beside = ['many', 'many.', 'many0', 'man', 'n'];
        // Written in another order than the expected one.
        const store = await filled(`listing ${count}`, [...keys, ...beside].reverse());
        const reads = countedReads('files');
        const listed = await store.files.list('many/');
        assert.equal(reads(), pages);
        assert.deepEqual(keysOf(listed), keys);
        assert.deepEqual(keysOf(await store.files.list()), [...keys, ...beside, 'first'].sort());
        assert.deepEqual(keysOf(await store.files.list(key(123))), [key(123)]);
        assert.deepEqual(await store.files.list('many/x'), []);
        const { size, sha256, chunkCount } = await store.files.get(key(count - 1));
        const last = listed.at(-1);
        assert.deepEqual([last.size, last.sha256, last.chunkCount], [size, sha256, chunkCount]);
        await store.close();
      });
    }

    test('damaged rows on every page hide no other row', async () => {
      const damaged = [key(7), key(page - 1), key(page), key(page + 1), key(2 * page + 2)];
      const texts = ['', '{"v":1', 'null', undefined, 5];
      const store = await filled('listing damage', upTo(2 * page + 3), (row, each) =>
        damaged.includes(each) ? { ...row, text: texts[damaged.indexOf(each)] } : row,
      );
      assert.deepEqual(
        keysOf(await store.files.list('many/')),
        upTo(2 * page + 3).filter((each) => !damaged.includes(each)),
      );
      await store.close();
    });

    test('all times of last use are found, also when there are many', async () => {
      const keys = upTo(page + 5);
      const store = await filled('listing access', keys);
      await store.close();
      const database = await done(indexedDB.open(`${basename(folder)} listing access`));
      const access = database.transaction('access', 'readwrite').objectStore('access');
      const later = Date.now() + 1e6;
      await Promise.all(
        keys.map((each, number) => done(access.put({ time: later + number }, `file/${each}`))),
      );
      database.close();
      const again = await open({ name: `${basename(folder)} listing access` });
      assert.deepEqual(
        (await again.files.list('many/')).map((info) => info.lastAccessed),
        keys.map((_, number) => later + number),
      );
      await again.close();
    });
  });
}
