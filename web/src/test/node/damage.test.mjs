// Damage of every kind, done to the database behind the back of a store: it is named, it harms nothing else, and storing
// the same bytes again heals it.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, fails, packages } from './support.mjs';

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Edits one object store of a database that nobody has open. */
async function edit(name, table, change) {
  const database = await done(indexedDB.open(name));
  const store = database.transaction(table, 'readwrite').objectStore(table);
  await change(store);
  database.close();
}

const firstOf = async (store, change) => {
  const key = (await done(store.getAllKeys()))[0];
  await change(store, key, await done(store.get(key)));
};

/** What the catalogue itself adds up to, and how many chunks' bytes lie there. */
async function recount(name) {
  const database = await done(indexedDB.open(name));
  const all = (table) => done(database.transaction(table).objectStore(table).getAll());
  const chunks = await all('chunks');
  const [files, blobs] = [await all('files'), await all('blobs')];
  database.close();
  return {
    fileCount: files.length,
    chunkCount: chunks.length,
    storedBytes: chunks.reduce((sum, chunk) => sum + chunk.stored, 0),
    blobs: blobs.length,
  };
}

/** Expects the totals of a store to be those of its catalogue, and no bytes without a chunk. */
async function expectTrueTotals(store, name) {
  const { fileCount, chunkCount, storedBytes } = await store.stats();
  assert.deepEqual({ fileCount, chunkCount, storedBytes, blobs: chunkCount }, await recount(name));
}

/** What is done to the chunk of 'a', or its rows, and what is said of it then. */
const damages = {
  'missing bytes': ['blobs', (store, key) => done(store.delete(key)), 0, 'missing'],
  'wrong bytes': ['blobs', (store, key) => done(store.put(new Uint8Array(70_000).buffer, key)), 0, 'changed'],
  'bytes cut short': ['blobs', (store, key) => done(store.put(new ArrayBuffer(7), key)), 0, '7 bytes'],
  'bytes that are none': ['blobs', (store, key) => done(store.put('?', key)), 0, 'missing'],
  'a missing chunk': ['chunks', (store, key) => done(store.delete(key)), 0, 'missing'],
  'a chunk that is none': ['chunks', (store, key) => done(store.put({ size: 'x' }, key)), 0, 'missing'],
  'checksums that are none': [
    'chunks',
    (store, key, row) => done(store.put({ ...row, crcs: [1] }, key)),
    0,
    'missing',
  ],
  'wrong checksums': [
    'chunks',
    (store, key, row) => done(store.put({ ...row, crcs: new Int32Array(2) }, key)),
    0,
    'changed',
  ],
  'a manifest that is none': ['files', (store, key) => done(store.put('?', key)), -1, 'manifest'],
  'a manifest cut short': [
    'files',
    (store, key, row) => done(store.put({ ...row, text: row.text.slice(0, 50) }, key)),
    -1,
    'manifest',
  ],
};

for (const folder of packages) {
  describe(basename(folder), async () => {
    const { open } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const damaged = bytes(70_000, 2);
    const other = bytes(80_000, 3);

    for (const [what, [table, change, chunk, said]] of Object.entries(damages)) {
      test(`${what}: named, harmless to others, healed by storing it again`, async () => {
        const options = { name: `${basename(folder)} ${what}`, chunkSize: 131_072 };
        let store = await open(options);
        await store.files.put('a', damaged);
        await store.close();
        await edit(options.name, table, (each) => firstOf(each, change));

        store = await open(options);
        await store.files.put('b', other);
        assert.deepEqual(await (await store.files.get('b')).bytes(), other);
        await fails(
          store.files.get('a').then((file) => file.bytes()),
          'CORRUPT',
        );
        const { bad } = await store.verify();
        assert.deepEqual(
          bad.map((each) => [each.key, each.chunk, each.repaired]),
          [['a', chunk, false]],
        );
        assert.match(bad[0].reason, new RegExp(said));
        assert.deepEqual((await store.verify({ key: 'b' })).bad, []);
        const listed = (await store.files.list()).map(({ key }) => key);
        assert.deepEqual(listed, chunk < 0 ? ['b'] : ['a', 'b']);

        await store.files.put('a', damaged);
        assert.deepEqual((await store.verify()).bad, []);
        assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
        await store.close();
      });
    }

    test('repair fetches the damaged parts again, and believes nothing but their digests', async () => {
      const large = bytes(300_000, 9);
      const asked = [];
      let answer = (from, to) => [206, large.slice(from, to)];
      const server = createServer((request, response) => {
        const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
        if (from !== undefined) asked.push(request.headers.range);
        const [status, body] = from === undefined ? [200, large] : answer(Number(from), Number(to) + 1);
        response.writeHead(status, { etag: '"1"', connection: 'close' }).end(body);
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${server.address().port}/model`;
      const options = { name: `${basename(folder)} repair`, chunkSize: 65_536 };
      let store = await open(options);
      assert.equal((await store.files.put('a', await fetch(url))).url, url);
      await store.close();
      await edit(options.name, 'blobs', async (blobs) => {
        const keys = await done(blobs.getAllKeys());
        await done(blobs.delete(keys[1]));
        await done(blobs.put(new ArrayBuffer(65_536), keys[3]));
      });

      store = await open(options);
      const repair = async () => {
        const { bad } = await store.verify({ repair: true });
        return { places: bad.map(({ chunk, repaired }) => `${chunk} ${repaired}`), bad };
      };
      for (const [given, said] of [
        [() => [200, large], 'whole file'],
        [() => [404, ''], 'status 404'],
        [(from, to) => [206, large.slice(from + 1, to + 1)], 'others|only'],
        [(from) => [206, large.slice(from, from + 9)], 'only 9 of'],
      ]) {
        answer = given;
        const { places, bad } = await repair();
        assert.deepEqual(places, ['1 false', '3 false']);
        for (const { reason } of bad) assert.match(reason, new RegExp(`not repaired: .*(${said})`));
      }

      asked.length = 0;
      answer = (from, to) => [206, large.slice(from, to)];
      assert.deepEqual((await repair()).places, ['1 true', '3 true']);
      assert.deepEqual(asked, ['bytes=65536-131071', 'bytes=196608-262143']);
      assert.deepEqual((await repair()).places, []);
      assert.deepEqual(await (await store.files.get('a')).bytes(), large);
      assert.equal((await store.stats()).storedBytes, large.length);
      await store.close();
      server.close();
    });

    for (const table of [
      'journals',
      'access',
      'documents',
      'models',
      'tensors',
      'repos',
      'collections',
      'files',
    ]) {
      for (const seal of [true, false]) {
        test(`a damaged row of ${table} harms nothing else, ${seal ? 'sealed' : 'unsealed'}`, async () => {
          const options = { name: `${basename(folder)} ${table} ${seal}`, chunkSize: 131_072 };
          let store = await open(options);
          await store.files.put('a', damaged);
          await store.documents.put('good', { n: 1 });
          await store.close();
          await edit(options.name, table, (each) =>
            Promise.all([
              done(each.put(7, 'one')),
              done(each.put({ text: 5, names: [1], time: {}, bytes: 1e300, stamp: 0.5 }, 'two')),
              done(each.put(null, 'three')),
            ]),
          );
          if (!seal) await edit(options.name, 'meta', (meta) => done(meta.delete('seal')));

          store = await open(options);
          assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
          assert.deepEqual(await store.documents.get('good'), { n: 1 });
          assert.deepEqual((await store.files.list()).length, 1);
          const unreadable = table === 'files' ? ['one', 'three', 'two'] : [];
          assert.deepEqual(
            (await store.verify()).bad.map(({ key }) => key),
            unreadable,
          );
          if (table === 'documents') await fails(store.documents.get('one'), 'CORRUPT', 'one');
          await store.files.put('b', other);
          await store.files.delete('a');
          assert.deepEqual(await (await store.files.get('b')).bytes(), other);
          if (!seal) assert.equal((await store.stats()).logicalBytes, other.length);
          await store.clear();
          await store.close();
        });
      }
    }

    for (const [what, change] of Object.entries({
      'is lost': (meta) => meta.delete('header'),
      'is lost with its seal': (meta) => (meta.delete('seal'), meta.delete('header')),
      'is no JSON': (meta) => meta.put('{"v":1,', 'header'),
      'is no text': (meta) => meta.put(7, 'header'),
    })) {
      test(`a header that ${what} is made anew, and no new bytes overwrite old ones`, async () => {
        const options = { name: `${basename(folder)} header ${what}`, chunkSize: 131_072 };
        let store = await open(options);
        await store.files.put('a', damaged);
        await store.files.put('again', other);
        await store.close();
        await edit(options.name, 'meta', (meta) => done(change(meta)));

        store = await open(options);
        await expectTrueTotals(store, options.name);
        await store.close();
        await edit(options.name, 'meta', (meta) => done(change(meta)));

        store = await open(options);
        const third = bytes(90_000, 4);
        await store.files.put('b', third);
        assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
        assert.deepEqual(await (await store.files.get('again')).bytes(), other);
        assert.deepEqual(await (await store.files.get('b')).bytes(), third);
        await expectTrueTotals(store, options.name);
        await store.files.delete('a');
        assert.equal((await store.stats()).fileCount, 2);
        await store.clear();
        await store.files.put('a', damaged);
        assert.deepEqual((await store.verify()).bad, []);
        await expectTrueTotals(store, options.name);
        await store.close();
      });
    }

    test('damaged rows are counted anew with all others when the seal is missing', async () => {
      const options = { name: `${basename(folder)} seal`, chunkSize: 131_072 };
      let store = await open(options);
      await store.files.put('a', damaged);
      const { storedBytes } = await store.stats();
      await store.close();
      for (const table of ['files', 'journals', 'documents']) {
        await edit(options.name, table, (each) =>
          Promise.all([
            done(each.put(7, 'one')),
            done(each.put(null, 'two')),
            done(each.put({ bytes: {} }, 'three')),
          ]),
        );
      }
      await edit(options.name, 'meta', (each) => done(each.delete('seal')));

      store = await open(options);
      assert.equal((await store.stats()).storedBytes, storedBytes);
      await store.files.put('b', other);
      assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
      assert.equal((await store.stats()).storedBytes, storedBytes + other.length);
      await store.clear();
      await store.close();
    });

    test('repair gives nobody credentials, and does not wait for a server that says nothing', async () => {
      const options = { name: `${basename(folder)} silence`, chunkSize: 65_536 };
      const [fetched, later] = [globalThis.fetch, globalThis.setTimeout];
      const response = new Response(damaged);
      Object.defineProperty(response, 'url', { value: 'https://example.org/a' });
      let store = await open(options);
      await store.files.put('a', response);
      await store.close();
      await edit(options.name, 'blobs', async (blobs) =>
        done(blobs.delete((await done(blobs.getAllKeys()))[0])),
      );
      store = await open(options);
      const asked = [];
      let cancelled = 0;
      const keepAlive = setInterval(() => {}, 1000);
      try {
        globalThis.setTimeout = (work, wait, ...rest) => later(work, wait >= 10_000 ? 50 : wait, ...rest);
        for (const answer of [
          () => new Promise(() => {}),
          () => new Response(new ReadableStream({ cancel: () => void cancelled++ }), { status: 206 }),
        ]) {
          globalThis.fetch = async (url, init) => {
            asked.push(init);
            return answer();
          };
          const { bad } = await store.verify({ repair: true });
          assert.equal(bad[0].repaired, false);
          assert.match(bad[0].reason, /not repaired: The server sent nothing for 30 seconds/);
        }
      } finally {
        globalThis.fetch = fetched;
        globalThis.setTimeout = later;
        clearInterval(keepAlive);
      }
      assert.deepEqual(
        asked.map((init) => init.credentials),
        ['omit', 'omit'],
      );
      assert.equal(asked[0].signal.aborted, true);
      assert.equal(cancelled, 1);
      await store.close();
    });

    test('stamps go on where a lost header had counted', async () => {
      const options = { name: `${basename(folder)} stamps` };
      const stamps = async () => {
        const found = [];
        await edit(options.name, 'files', async (files) => found.push(...(await done(files.getAll()))));
        return found.map(({ stamp }) => stamp);
      };
      let store = await open(options);
      for (const key of ['a', 'a', 'a']) await store.files.put(key, bytes(10 + key.length));
      await store.close();
      const [before] = await stamps();
      await edit(options.name, 'meta', (meta) => done(meta.delete('header')));
      store = await open(options);
      await store.files.put('a', other);
      await store.close();
      assert.ok((await stamps())[0] > before);
    });
  });
}
