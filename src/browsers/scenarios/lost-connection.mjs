// The user clears the site's data while the site is open, and the browser closes the database.
import assert from 'node:assert/strict';

export const name = 'lost-connection';
export const engines = ['chromium'];

export async function run({ launch, serve, check, fact }) {
  for (const types of ['indexeddb', 'all']) {
    const server = await serve();
    const browser = await launch();
    const page = await browser.newPage(`${server.origin}/scenario.html`);
    const clear = () =>
      page.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: types });

    await check(
      `after the site's data (${types}) was cleared every call works or fails with CLOSED`,
      async () => {
        await page.evaluate(openAndPut);
        await clear();
        const { outcomes, closed } = await page.evaluate(callEverything);
        fact(`calls after clearing ${types}`, summary(outcomes));
        fact(`close events after clearing ${types}`, JSON.stringify(closed));
        for (const [call, outcome] of Object.entries(outcomes)) assertWorksOrLost(call, outcome);
        const lost = Object.values(outcomes).some(({ error }) => error);
        if (lost) assert.deepEqual(closed, ['lost'], 'reasons of the close events');
      },
    );

    await check(`a put that runs while the site's data (${types}) is cleared comes to an end`, async () => {
      await page.evaluate(openAndPut);
      await page.evaluate(startPutting);
      await clear();
      const outcome = await page.evaluate(() => outcomeOf(putting, 20_000));
      fact(`a put under way while ${types} is cleared`, summary({ outcome }));
      // A new database has no journal of this put, as if a caller had discarded it.
      if (outcome.error?.code !== 'CONFLICT') assertWorksOrLost('the put', outcome);
    });

    await check(
      `after the site's data (${types}) was cleared many calls at once open one connection`,
      async () => {
        await page.evaluate(openAndPut);
        await clear();
        const deleted = await page.evaluate(callAtOnceAndDelete);
        assert.equal(deleted, 'deleted', 'the database after the store was closed');
      },
    );

    await check(`after the site's data (${types}) was cleared every chunk is verified again`, async () => {
      await page.evaluate(openAndPut);
      await page.evaluate(async () => void (await (await store.files.get('key')).bytes()));
      await clear();
      assert.equal(await page.evaluate(tamper), 'CORRUPT', 'the error code of reading the changed chunk');
    });

    await check(`after the site's data (${types}) was cleared the store can be opened again`, async () => {
      const right = await page.evaluate(async () => {
        const fresh = await granary.open({ name: 'lost', chunkSize: 100_000 });
        await fresh.files.put('fresh', contentOf(250_000, 8));
        const found = sameBytes(await (await fresh.files.get('fresh')).bytes(), 250_000, 8);
        await fresh.close();
        return found;
      });
      assert.equal(right, true, 'right bytes');
    });
    await browser.close();
  }
}

function assertWorksOrLost(call, { error, hung }) {
  assert.ok(!hung, `${call} hung`);
  if (!error) return;
  assert.equal(error.code, 'CLOSED', `${call}: ${error.name}: ${error.message}`);
  assert.equal(error.details.reason, 'lost', `${call}, details.reason`);
}

function summary(outcomes) {
  const told = Object.values(outcomes).map(({ error, hung }) => {
    if (hung) return 'hung';
    return error ? `${error.code} ${error.details?.reason}` : 'works';
  });
  return [...new Set(told)].join(' or ');
}

async function openAndPut() {
  globalThis.store = await granary.open({ name: 'lost', chunkSize: 100_000 });
  globalThis.closeReasons = [];
  store.addEventListener('close', ({ detail }) => closeReasons.push(detail.reason));
  await store.files.put('key', contentOf(250_000, 7));
}

async function callEverything() {
  const calls = {
    list: () => store.files.list(),
    get: () => store.files.get('key').then((file) => file?.size),
    put: () => store.files.put('key', contentOf(250_000, 8)).then((file) => file.size),
    documents: () => store.documents.put('document', 1),
    stats: () => store.stats().then(({ fileCount }) => fileCount),
    clear: () => store.clear(),
  };
  const outcomes = {};
  for (const [name, call] of Object.entries(calls)) outcomes[name] = await outcomeOf(call());
  outcomes.close = await outcomeOf(store.close());
  return { outcomes, closed: [...new Set(closeReasons)] };
}

async function callAtOnceAndDelete() {
  const calls = [store.files.list(), store.files.has('key'), store.stats(), store.documents.put('a', 1)];
  await Promise.allSettled(calls);
  await store.close();
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase('lost');
    request.onsuccess = () => resolve('deleted');
    setTimeout(resolve, 5000, 'blocked');
  });
}

// Stores new chunks with the sizes and places of chunks that were verified before, and changes one of them.
async function tamper() {
  const other = contentOf(250_000, 9);
  await store.files.put('key', other);
  const request = indexedDB.open('lost');
  await new Promise((resolve) => (request.onsuccess = resolve));
  const blobs = request.result.transaction('blobs', 'readwrite').objectStore('blobs');
  const first = await new Promise((resolve) => {
    blobs.getAllKeys().onsuccess = ({ target }) => resolve(target.result[0]);
  });
  blobs.put(new Blob([contentOf(100_000, 10)]), first);
  await new Promise((resolve) => (blobs.transaction.oncomplete = resolve));
  request.result.close();
  const file = await store.files.get('key');
  const code = await file.bytes().then(
    () => 'read',
    (error) => error.code,
  );
  await store.close();
  return code;
}

function startPutting() {
  let pieces = 0;
  const slow = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (pieces++ < 100) controller.enqueue(contentOf(50_000, pieces));
      else controller.close();
    },
  });
  globalThis.putting = store.files.put('slow', slow).then((file) => file.size);
  putting.catch(() => {});
}
