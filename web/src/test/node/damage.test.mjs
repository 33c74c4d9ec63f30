// Damages the database of a closed store in every way. Granary names the damage, keeps all other
// files unharmed, and repairs the file when the same bytes are stored again.
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

/** Edits one object store of a database that no store has open. */
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

/** Adds up the catalogue, and counts the stored chunks' bytes. */
async function recount(name) {
  const database = await done(indexedDB.open(name));
  const all = (table) => done(database.transaction(table).objectStore(table).getAll());
  const chunks = await all('chunks');
  const [files, blobs] = [await all('files'), await all('blobs')];
  database.close();
  return {
    totals: {
      fileCount: files.length,
      logicalBytes: files.reduce((sum, file) => sum + file.bytes, 0),
      chunkCount: chunks.length,
      storedBytes: chunks.reduce((sum, chunk) => sum + chunk.stored, 0),
    },
    blobs: blobs.length,
  };
}

/**
 * Expects the store's totals to equal those of its catalogue; returns how many chunks' bytes are
 * stored.
 */
async function expectTrueTotals(store, name) {
  const { fileCount, logicalBytes, chunkCount, storedBytes } = await store.stats();
  const { totals, blobs } = await recount(name);
  assert.deepEqual({ fileCount, logicalBytes, chunkCount, storedBytes }, totals);
  return blobs;
}

/** Expects the same, and no bytes without a chunk. */
async function expectNoOrphans(store, name) {
  const blobs = await expectTrueTotals(store, name);
  assert.equal(blobs, (await store.stats()).chunkCount);
}

/** Damages the chunk of 'a' or its rows, and says which error follows. */
const damages = {
  'missing bytes': ['blobs', (store, key) => done(store.delete(key)), 0, 'missing'],
  'wrong bytes': ['blobs', (store, key) => done(store.put(new Uint8Array(70_000).buffer, key)), 0, 'changed'],
  'bytes cut short': ['blobs', (store, key) => done(store.put(new ArrayBuffer(7), key)), 0, '7 bytes'],
  'bytes of another type': ['blobs', (store, key) => done(store.put('?', key)), 0, 'missing'],
  'a missing chunk': ['chunks', (store, key) => done(store.delete(key)), 0, 'missing'],
  'a chunk row of another type': [
    'chunks',
    (store, key) => done(store.put({ size: 'x' }, key)),
    0,
    'missing',
  ],
  'checksums of another type': [
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
  'a manifest of another type': ['files', (store, key) => done(store.put('?', key)), -1, 'manifest'],
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

    test('damage of a model: named with its tensor, repaired by storing it again', async () => {
      const options = { name: `${basename(folder)} model`, chunkSize: 131_072 };
      const tensor = { name: 'w', dataType: 'uint8', shape: [70_000], data: damaged };
      let store = await open(options);
      await store.models.put({ id: 'm' }, [tensor]);
      await store.close();
      await edit(options.name, 'blobs', (each) => firstOf(each, damages['wrong bytes'][1]));

      store = await open(options);
      for (const key of [undefined, 'm@1']) {
        const { bad } = await store.verify({ key, repair: key !== undefined });
        assert.deepEqual(
          bad.map((each) => [each.key, each.tensor, each.chunk, each.repaired]),
          [['m@1', 'w', 0, false]],
        );
        if (key) assert.match(bad[0].reason, /not known where the tensor came from/);
      }
      await store.models.put({ id: 'm' }, [tensor]);
      assert.deepEqual((await store.verify()).bad, []);
      assert.deepEqual((await (await store.models.get('m')).tensor('w')).data, damaged);
      await store.close();
    });

    for (const [what, [table, change, chunk, said]] of Object.entries(damages)) {
      test(`${what}: named, harmless to others, repaired by storing the bytes again`, async () => {
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
        await expectTrueTotals(store, options.name);
        assert.deepEqual((await store.verify()).bad, []);
        assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
        await store.clean();
        await expectNoOrphans(store, options.name);
        assert.deepEqual((await store.verify()).bad, []);
        await store.close();
      });

      test(`${what}: stored again by a session that has not met the damage, and cleared`, async () => {
        const options = { name: `${basename(folder)} ${what} unknown`, chunkSize: 131_072 };
        let store = await open(options);
        await store.files.put('a', damaged);
        await store.close();
        await edit(options.name, table, (each) => firstOf(each, change));

        store = await open(options);
        await store.files.put('b', damaged);
        if (what === 'a missing chunk') {
          await expectTrueTotals(store, options.name);
          await store.clean();
          await expectNoOrphans(store, options.name);
          assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
        }
        await store.clear();
        await expectNoOrphans(store, options.name);
        assert.equal((await store.stats()).storedBytes, 0);
        await store.close();
      });
    }

    /** Makes the chunk of one file point at the bytes of another. */
    const misplaced = async (options, one, another) => {
      const store = await open(options);
      await store.files.put('a', one);
      await store.files.put('b', another);
      await store.close();
      await edit(options.name, 'chunks', async (chunks) => {
        const ids = await done(chunks.getAllKeys());
        const rows = await done(chunks.getAll());
        const at = rows.findIndex(({ physicalId }) => physicalId === 1);
        await done(chunks.put({ ...rows[at], physicalId: 2 }, ids[at]));
      });
    };

    test('repairing a chunk that points at the bytes of another keeps those bytes', async () => {
      const options = { name: `${basename(folder)} misplaced healed`, chunkSize: 131_072 };
      await misplaced(options, damaged, other);
      const store = await open(options);
      await fails(
        store.files.get('a').then((file) => file.bytes()),
        'CORRUPT',
      );
      await store.files.put('a', damaged);
      assert.deepEqual((await store.verify()).bad, []);
      await store.clean();
      await expectNoOrphans(store, options.name);
      assert.deepEqual(await (await store.files.get('b')).bytes(), other);
      assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
      await store.close();
    });

    test('sweeping a chunk that points at the bytes of another keeps those bytes', async () => {
      const options = { name: `${basename(folder)} misplaced swept`, chunkSize: 131_072 };
      await misplaced(options, damaged, other);
      const store = await open(options);
      await store.files.delete('a');
      await store.clean();
      assert.deepEqual(await (await store.files.get('b')).bytes(), other);
      await expectNoOrphans(store, options.name);
      await store.files.delete('b');
      await store.clean();
      await expectNoOrphans(store, options.name);
      await store.close();
    });

    test('a file whose one chunk points at the bytes of another can be read except for that chunk', async () => {
      const options = { name: `${basename(folder)} misplaced within`, chunkSize: 65_536 };
      const content = bytes(10 * 65_536, 5);
      await misplaced(options, content, other);
      const store = await open(options);
      const { bad } = await store.verify();
      assert.deepEqual(
        bad.map(({ key, chunk }) => `${key} ${chunk}`),
        ['a 0'],
      );
      const file = await store.files.get('a');
      assert.deepEqual(await file.bytes(65_536), content.slice(65_536));
      await store.close();
    });

    test('bytes without a chunk are deleted, also more than one transaction deletes', async () => {
      const options = { name: `${basename(folder)} orphans`, chunkSize: 131_072 };
      let store = await open(options);
      await store.files.put('a', damaged);
      await store.close();
      await edit(options.name, 'blobs', async (blobs) => {
        const puts = Array.from({ length: 2100 }, (_, i) => done(blobs.put(new ArrayBuffer(1), 1000 + i)));
        await Promise.all(puts);
      });
      store = await open(options);
      await store.clean();
      await expectNoOrphans(store, options.name);
      assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
      await store.files.put('b', other);
      await expectNoOrphans(store, options.name);
      await store.close();
    });

    test('repair downloads the damaged parts again, and trusts only their digests', async () => {
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
        await done(blobs.put(new ArrayBuffer(65_536), 99));
      });

      store = await open(options);
      const repair = async () => {
        const { bad } = await store.verify({ repair: true });
        return { places: bad.map(({ chunk, repaired }) => `${chunk} ${repaired}`), bad };
      };
      for (const [given, said] of [
        [() => [200, large], 'whole file'],
        [() => [404, ''], 'status 404'],
        [(from, to) => [206, large.slice(from + 1, to + 1)], 'different|only'],
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
      await expectNoOrphans(store, options.name);
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
          const unreadable = ['files', 'tensors'].includes(table) ? ['one', 'three', 'two'] : [];
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
      'is not JSON': (meta) => meta.put('{"v":1,', 'header'),
      'is not text': (meta) => meta.put(7, 'header'),
    })) {
      test(`a header that ${what} is rebuilt, and no new bytes overwrite old ones`, async () => {
        const options = { name: `${basename(folder)} header ${what}`, chunkSize: 131_072 };
        let store = await open(options);
        await store.files.put('a', damaged);
        await store.files.put('again', other);
        await store.close();
        await edit(options.name, 'meta', (meta) => done(change(meta)));

        store = await open(options);
        await expectNoOrphans(store, options.name);
        await store.close();
        await edit(options.name, 'meta', (meta) => done(change(meta)));

        store = await open(options);
        const third = bytes(90_000, 4);
        await store.files.put('b', third);
        assert.deepEqual(await (await store.files.get('a')).bytes(), damaged);
        assert.deepEqual(await (await store.files.get('again')).bytes(), other);
        assert.deepEqual(await (await store.files.get('b')).bytes(), third);
        await expectNoOrphans(store, options.name);
        await store.files.delete('a');
        assert.equal((await store.stats()).fileCount, 2);
        await store.clear();
        await store.files.put('a', damaged);
        assert.deepEqual((await store.verify()).bad, []);
        await expectNoOrphans(store, options.name);
        await store.close();
      });
    }

    test('a recount counts damaged rows with all others when the seal is missing', async () => {
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

    test('repair sends no credentials, and does not wait for a silent server', async () => {
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

    test('stamps continue from the count of a lost header', async () => {
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
