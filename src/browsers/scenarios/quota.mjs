// Tests a full origin: which files are evicted, which files stay, and that a deletion always works.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { removeDirectory, temporaryDirectory } from '../engines/lifetime.mjs';

export const name = 'quota';
// The quota of an origin can be set in Chromium only.
export const engines = ['chromium'];

const MiB = 1024 * 1024;
const chunk = MiB;

export async function run(environment) {
  await makingRoom(environment);
  await lastHundred(environment);
  await aboveIt(environment);
}

/** Opens a page whose origin has this quota. Sets it before the first put: the browser caches the quota. */
async function limitedPage({ launch }, server, quotaSize, profile) {
  const browser = await launch({ profile });
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize });
  await page.evaluate(async (chunkSize) => {
    globalThis.store = await granary.open({ name: 'limited', chunkSize });
    globalThis.evicted = [];
    globalThis.filled = [];
    store.addEventListener('quota', ({ detail }) => filled.push(detail));
    store.addEventListener('evict', ({ detail }) => evicted.push(detail));
    globalThis.put = (key, length, seed, options) => store.files.put(key, contentOf(length, seed), options);
    globalThis.isWhole = async (key, length, seed) =>
      sameBytes(await (await store.files.get(key)).bytes(), length, seed);
    globalThis.keys = async () => (await store.files.list()).map(({ key }) => key);
    globalThis.usage = async () => (await navigator.storage.estimate()).usage;
  }, chunk);
  return { browser, page };
}

async function makingRoom(environment) {
  const { check, fact, serve } = environment;
  const server = await serve();
  const { browser, page } = await limitedPage(environment, server, 44 * MiB);

  await check(
    'at the quota the least recently used file is evicted, and pinned and newer files stay',
    async () => {
      const found = await page.evaluate(async (MiB) => {
        await put('pinned', 10 * MiB, 1, { pinned: true });
        await put('old', 8 * MiB, 2);
        await put('middle', 8 * MiB, 3);
        await put('young', 8 * MiB, 4);
        const before = (await store.stats()).storedBytes;
        await put('new', 12 * MiB, 5);
        const { storedBytes, garbageBytes } = await store.stats();
        const freed = before + 12 * MiB - storedBytes;
        const whole = [
          await isWhole('pinned', 10 * MiB, 1),
          await isWhole('young', 8 * MiB, 4),
          await isWhole('new', 12 * MiB, 5),
        ];
        return { freed, garbageBytes, whole, evicted, keys: await keys() };
      }, MiB);
      assert.equal(found.evicted[0]?.key, 'old');
      assert.ok(found.evicted.length <= 2, JSON.stringify(found.evicted));
      assert.deepEqual(found.whole, [true, true, true]);
      const planned = found.evicted.reduce((sum, { bytes }) => sum + bytes, 0);
      fact('planned and freed for 12 MiB in 10', `${planned / MiB} and ${found.freed / MiB} MiB`);
      assert.ok(Math.abs(planned - found.freed) <= chunk, `planned ${planned}, freed ${found.freed}`);
      assert.equal(found.garbageBytes, 0);
    },
  );

  await check('quota events use the estimate of the browser', async () => {
    const { real, filled } = await page.evaluate(async () => {
      const { usage, quota } = await navigator.storage.estimate();
      // Chromium reports the usage plus 10 GiB to every page, whatever the quota is.
      let percent = 79;
      const estimate = async () => ({ usage: percent++, quota: 100 });
      Object.defineProperty(navigator.storage, 'estimate', { value: estimate, configurable: true });
      for (let i = 0; i < 60 && filled.length < 2; i++) {
        await put('small', 10, 11);
        await new Promise((resolve) => setTimeout(resolve, 500));
        if (percent === 82) percent = 94;
      }
      delete navigator.storage.estimate;
      return { real: { usage, quota }, filled };
    });
    fact('the quota that the browser reports for 44 MiB', `${(real.quota / MiB).toFixed(0)} MiB`);
    assert.deepEqual(filled, [
      { usage: 80, quota: 100 },
      { usage: 95, quota: 100 },
    ]);
  });

  await check('persist() and the statistics match navigator.storage.persisted()', async () => {
    const ask = () =>
      page.evaluate(async () => {
        const answer = await store.persist();
        return [answer, (await store.stats()).persisted, await navigator.storage.persisted()];
      });
    const before = await ask();
    fact('persist() without permission', before[0]);
    assert.deepEqual(before, [before[0], before[0], before[0]]);
    const permission = { name: 'persistent-storage' };
    await page.send('Browser.setPermission', { permission, setting: 'granted', origin: server.origin });
    assert.deepEqual(await ask(), [true, true, true]);
  });

  await check('the browser gives back the bytes that clean frees', async () => {
    const found = await page.evaluate(async (MiB) => {
      const before = await usage();
      const plan = await store.clean({ maxBytes: 20 * MiB, dryRun: true });
      const done = await store.clean({ maxBytes: 20 * MiB });
      return { plan, done, before };
    }, MiB);
    // Handles of the files that were read above keep their bytes until garbage collection.
    let given = 0;
    for (let i = 0; i < 100 && found.done.freedBytes - given > chunk; i++) {
      await page.send('HeapProfiler.collectGarbage');
      await pause(200);
      given = found.before - (await page.evaluate(() => usage()));
    }
    assert.deepEqual({ ...found.plan, dryRun: false }, found.done);
    assert.ok(found.done.freedBytes > 0);
    fact('freed and given back', `${found.done.freedBytes / MiB} and ${(given / MiB).toFixed(2)} MiB`);
    assert.ok(Math.abs(given - found.done.freedBytes) <= chunk);
  });

  await check(
    'a file that does not fit fails with QUOTA and numbers, and pinned files stay whole',
    async () => {
      const { outcome, keys, whole, unfinished } = await page.evaluate(async (MiB) => {
        await put('precious', 5 * MiB, 6, { pinned: true });
        const outcome = await outcomeOf(put('huge', 60 * MiB, 7), 60_000);
        const whole = [await isWhole('pinned', 10 * MiB, 1), await isWhole('precious', 5 * MiB, 6)];
        const { unfinishedBytes } = await store.stats();
        return { outcome, keys: await keys(), whole, unfinished: unfinishedBytes };
      }, MiB);
      assert.equal(outcome.error?.code, 'QUOTA', JSON.stringify(outcome));
      const { key, needed, available, evictable, persisted } = outcome.error.details;
      assert.equal(key, 'huge');
      assert.ok(needed >= chunk && needed <= 60 * MiB, `needed ${needed}`);
      assert.ok(available >= 0 && available <= chunk, `available ${available}`);
      assert.equal(evictable, 0);
      assert.equal(typeof persisted, 'boolean');
      assert.deepEqual(whole, [true, true]);
      assert.ok(!keys.includes('huge'));
      assert.equal(unfinished, 0);
    },
  );
  await browser.close();
}

async function lastHundred(environment) {
  const { check, serve } = environment;
  const server = await serve();
  const { browser, page } = await limitedPage(environment, server, 102 * MiB);
  await check('a file can use 100 MiB of free space', async () => {
    const outcome = await page.evaluate(async (MiB) => {
      const large = await granary.open({ name: 'large' });
      const outcome = await outcomeOf(large.files.put('large', contentOf(100 * MiB, 8)), 90_000);
      const whole = sameBytes(await (await large.files.get('large'))?.bytes(), 100 * MiB, 8);
      return { error: outcome.error, whole };
    }, MiB);
    assert.equal(outcome.error, undefined);
    assert.equal(outcome.whole, true);
  });
  await browser.close();
}

async function aboveIt(environment) {
  const { check, fact, serve } = environment;
  const server = await serve();
  const profile = temporaryDirectory('quota');
  const first = await limitedPage(environment, server, 100 * MiB, profile);
  await first.page.evaluate(async (MiB) => {
    for (const seed of [1, 2, 3, 4]) await put(`key ${seed}`, 5 * MiB, seed, { pinned: true });
    await store.documents.put('document', { a: 1 });
    await store.close();
  }, MiB);
  await first.browser.close();
  const { browser, page } = await limitedPage(environment, server, 8 * MiB, profile);

  await check('above the quota puts fail, and all files can be read', async () => {
    const { error } = await page.evaluate(() => outcomeOf(store.documents.put('another', 1)));
    assert.equal(error?.code, 'QUOTA', JSON.stringify(error));
    assert.equal(await page.evaluate((MiB) => isWhole('key 1', 5 * MiB, 1), MiB), true);
  });

  await check('above the quota a file can be deleted, and the statistics are right', async () => {
    const found = await page.evaluate(async (MiB) => {
      const deleted = await outcomeOf(store.files.delete('key 1'));
      const { fileCount, chunkCount, storedBytes, garbageBytes } = await store.stats();
      const whole = await isWhole('key 2', 5 * MiB, 2);
      const stats = { fileCount, chunkCount, storedBytes, garbageBytes };
      return { deleted, stats, whole, usage: await usage() };
    }, MiB);
    assert.deepEqual(found.deleted, { value: true });
    assert.deepEqual(found.stats, {
      fileCount: 3,
      chunkCount: 15,
      storedBytes: 15 * MiB,
      garbageBytes: 0,
    });
    assert.equal(found.whole, true);
    fact('usage after a delete above the quota', `${(found.usage / MiB).toFixed(2)} MiB`);
  });

  await check('above the quota clean and clear work, and then there is space again', async () => {
    const found = await page.evaluate(async (MiB) => {
      await store.files.delete('key 2');
      const cleaned = await outcomeOf(store.clean());
      const cleared = await outcomeOf(store.clear());
      const { fileCount, chunkCount, storedBytes } = await store.stats();
      const documents = await store.documents.keys();
      const stored = await outcomeOf(put('again', 5 * MiB, 9));
      const whole = !stored.error && (await isWhole('again', 5 * MiB, 9));
      const after = await store.stats();
      return {
        cleaned,
        cleared,
        left: [fileCount, chunkCount, storedBytes, ...documents],
        stored,
        whole,
        after,
      };
    }, MiB);
    assert.equal(found.cleaned.error, undefined);
    assert.equal(found.cleared.error, undefined);
    assert.deepEqual(found.left, [0, 0, 0]);
    assert.equal(found.stored.error, undefined, JSON.stringify(found.stored));
    assert.equal(found.whole, true);
    assert.equal(found.after.storedBytes, 5 * MiB);
    assert.equal(found.after.chunkCount, 5);
  });
  await browser.close();
  removeDirectory(profile);
}
