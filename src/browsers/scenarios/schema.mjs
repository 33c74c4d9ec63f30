// This Granary opens a database of each released schema. It refuses a database of a newer schema and does not
// change it. The oldest Granary and this one use one database at the same time.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { temporaryDirectory } from '../engines/lifetime.mjs';
import { pages } from '../suites.mjs';

export const name = 'schema';
export const engines = ['chromium', 'firefox', 'webkit', 'webkit-profile'];

const fixtures = readdirSync(`${pages}/fixtures`)
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => file.replace('.json.gz', ''));

export async function run({ engine, roots, launch, serve, check, fact }) {
  const server = await serve({ roots: { ...roots, '/older/': olderPackage() } });
  const browser = await launch();
  const open = async () => {
    const page = await browser.newPage(`${server.origin}/scenario.html`);
    await page.evaluate(`async () => void (await import('/fixture.js'))`);
    return page;
  };
  const page = await open();
  // A private window of WebKit cannot store Blobs.
  const fitting = fixtures.filter((from) => engine !== 'webkit' || from.endsWith('-buffer'));
  fact('fixtures', fitting.join(', '));

  for (const from of fitting) {
    await check(`${from} is opened, and all its records are unchanged`, async () => {
      const { kept, found } = await page.evaluate(async (from) => {
        await fixture.restore({ name: from, from });
        globalThis.store = await granary.open({ name: from, chunkSize: 65_536 });
        return { kept: (await fixture.kept(from)).shown, found: await fixture.shown(store) };
      }, from);
      assert.deepEqual(found, kept);
      assert.ok(found.files.length > 0 && found.files.every(({ right }) => right), 'a digest is wrong');
    });

    await check(`${from} accepts puts and deletions, and the sweep deletes unfinished files`, async () => {
      const left = await page.evaluate(async () => {
        await store.files.put('models/large', contentOf(200_000, 1));
        await store.files.put('new', contentOf(100_000, 2));
        await store.files.delete('replaced');
        const right =
          sameBytes(await (await store.files.get('models/large')).bytes(), 200_000, 1) &&
          sameBytes(await (await store.files.get('new')).bytes(), 100_000, 2);
        let stats = await store.stats();
        // The first sweep runs five seconds after the store was opened.
        for (let tries = 0; stats.unfinishedBytes > 0 && tries < 150; tries++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          stats = await store.stats();
        }
        const keys = (await store.files.list()).map(({ key }) => key);
        await store.clear();
        const { storedBytes, fileCount } = await store.stats();
        await store.close();
        return { right, unfinished: stats.unfinishedBytes, keys, cleared: [storedBytes, fileCount] };
      });
      const keys = ['empty', 'models/large', 'models/same', 'new', 'small'];
      assert.deepEqual(left, { right: true, unfinished: 0, keys, cleared: [0, 0] });
    });

    await check(`${from} of a newer Granary is refused, and is unchanged`, async () => {
      const { before, refusals, after } = await page.evaluate(async (from) => {
        const name = `newer ${from}`;
        await fixture.restore({ name, from, newer: true });
        const before = await fixture.taken(name);
        const refusals = [];
        for (let attempt = 0; attempt < 2; attempt++)
          refusals.push((await outcomeOf(granary.open({ name }))).error);
        return { before, refusals, after: await fixture.taken(name) };
      }, from);
      for (const { code, details } of refusals) {
        assert.deepEqual(
          [code, details.found, details.supported],
          ['VERSION', before.version, before.version - 1],
        );
      }
      assert.ok('future' in after.stores, 'the object store of the newer schema exists');
      assert.deepEqual(after, before);
    });
  }

  await check('an older Granary and this one use one database at the same time', async () => {
    const [older, newer] = [await open(), await open()];
    await older.evaluate(`async () => void (globalThis.granary = await new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = '/older/granary.min.js';
      // The global of the module would hide the global of the script.
      delete globalThis.granary;
      script.onload = () => resolve(globalThis.granary);
      script.onerror = () => reject(new Error('The script of the older Granary did not load'));
      document.head.append(script);
    }))`);
    for (const page of [older, newer]) {
      await page.evaluate(async () => {
        globalThis.store = await granary.open({ name: 'both', chunkSize: 65_536 });
        globalThis.heard = [];
        store.addEventListener('change', ({ detail }) => heard.push(detail.key));
      });
    }
    const put = ([key, length, seed]) =>
      outcomeOf(store.files.put(key, contentOf(length, seed)).then(() => 'stored'));
    const seed = async ([key, length, seeds]) => {
      const bytes = await (await store.files.get(key)).bytes();
      return seeds.find((seed) => sameBytes(bytes, length, seed)) ?? null;
    };

    // 1. Each reads and overwrites the files of the other, and gets its change events.
    assert.deepEqual(await older.evaluate(put, ['of the older', 150_000, 1]), { value: 'stored' });
    assert.deepEqual(await newer.evaluate(put, ['of the newer', 150_000, 2]), { value: 'stored' });
    assert.equal(await newer.evaluate(seed, ['of the older', 150_000, [1]]), 1);
    assert.equal(await older.evaluate(seed, ['of the newer', 150_000, [2]]), 2);
    assert.deepEqual(await older.evaluate(put, ['of the newer', 150_000, 3]), { value: 'stored' });
    assert.equal(await newer.evaluate(seed, ['of the newer', 150_000, [3]]), 3);
    await delay(200);
    for (const page of [older, newer]) {
      assert.deepEqual(await page.evaluate(() => heard), ['of the older', 'of the newer', 'of the newer']);
    }

    // 2. Both write one key at once. The file is whole, and a put may fail only with CONFLICT.
    for (let round = 0; round < 10; round++) {
      const seeds = [10 + 2 * round, 11 + 2 * round];
      const outcomes = await Promise.all(
        [older, newer].map((page, index) => page.evaluate(put, ['fought for', 400_000, seeds[index]])),
      );
      const stored = seeds.filter((_, index) => outcomes[index].value === 'stored');
      const codes = outcomes.filter(({ error }) => error).map(({ error }) => error.code);
      assert.ok(
        codes.every((code) => code === 'CONFLICT'),
        `refused with ${codes}`,
      );
      const found = await newer.evaluate(seed, ['fought for', 400_000, stored]);
      assert.ok(stored.includes(found), `round ${round}: the bytes are not from a put that succeeded`);
    }

    // 3. Another page upgrades the schema: both close the database, and refuse to open it again.
    const third = await open();
    await third.evaluate(async () => {
      const request = indexedDB.open('both', 2);
      request.onupgradeneeded = () => request.result.createObjectStore('future');
      await new Promise((resolve) => (request.onsuccess = resolve));
      request.result.close();
    });
    for (const page of [older, newer]) {
      const [call, opening] = await page.evaluate(async () => [
        await outcomeOf(store.files.list()),
        await outcomeOf(granary.open({ name: 'both' })),
      ]);
      assert.deepEqual([call.error.code, call.error.details.reason], ['CLOSED', 'upgraded']);
      assert.deepEqual([opening.error.code, opening.error.details.found], ['VERSION', 2]);
    }
  });
  await browser.close();
}

/** Unpacks the first Granary of schema 1, and gives its folder. */
function olderPackage() {
  const folder = temporaryDirectory('older');
  mkdirSync(folder, { recursive: true });
  const packed = readFileSync(`${pages}/fixtures/granary-schema-1.min.js.br`);
  writeFileSync(`${folder}/granary.min.js`, brotliDecompressSync(packed));
  return folder;
}
