// Tests plain http at a network address, as when a phone opens a page on a laptop. Such an origin has no
// crypto.subtle, no Web Locks and no navigator.storage.
import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { assertExercised, exercisePage } from './exercise.mjs';

export const name = 'insecure';
export const engines = ['chromium', 'firefox', 'webkit', 'webkit-profile'];

export async function run({ engine, launch, serve, check, fact }) {
  const host = outsideAddress();
  if (!host) throw new Error('This machine has only loopback IPv4 addresses, so no origin is insecure');
  const server = await serve({ host });
  const browser = await launch();
  const page = await exercisePage(browser, server.origin);

  await check('the origin is insecure, and lacks the APIs of secure origins', async () => {
    const offered = await page.evaluate(() => ({
      secure: isSecureContext,
      subtle: Boolean(crypto.subtle),
      locks: Boolean(navigator.locks),
      storage: Boolean(navigator.storage),
    }));
    assert.deepEqual(offered, { secure: false, subtle: false, locks: false, storage: false });
  });

  await check('probe reports the missing APIs', async () => {
    const { indexedDB, locks, opfs, persisted } = await page.evaluate(() => granary.probe());
    const expected = { indexedDB: true, locks: false, opfs: false, persisted: false };
    assert.deepEqual({ indexedDB, locks, opfs, persisted }, expected);
  });

  await check('files can be stored, verified and read', async () => {
    const report = await page.evaluate(() => exercise(granary));
    assertExercised(report);
    assert.equal(report.backend, 'indexeddb', 'backend');
    assert.equal(report.chunkForm, engine.startsWith('webkit') ? 'buffer' : 'blob', 'chunk form');
  });

  await check('a file of several chunks of the default size can be stored and read', async () => {
    const { right, milliseconds } = await page.evaluate(async () => {
      const store = await granary.open({ name: 'large' });
      const started = performance.now();
      await store.files.put('key', new Blob([contentOf(25_000_000, 3)]));
      const milliseconds = Math.round(performance.now() - started);
      const right = sameBytes(await (await store.files.get('key')).bytes(), 25_000_000, 3);
      await store.clear();
      await store.close();
      return { right, milliseconds };
    });
    fact('milliseconds to put 25 MB', milliseconds);
    assert.equal(right, true, 'right bytes');
  });

  await check('each tab sees the puts and deletions of the other tab', async () => {
    const other = await exercisePage(browser, server.origin);
    await page.evaluate(async () => {
      globalThis.store = await granary.open({ name: 'shared' });
      await store.files.put('key', contentOf(1000));
    });
    const seen = await other.evaluate(async () => {
      const there = await granary.open({ name: 'shared' });
      const found = (await there.files.get('key')).size;
      await there.files.delete('key');
      await there.close();
      return found;
    });
    assert.deepEqual([seen, await page.evaluate(() => store.files.has('key'))], [1000, false]);
  });
}

function outsideAddress() {
  const addresses = Object.values(networkInterfaces()).flat();
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
