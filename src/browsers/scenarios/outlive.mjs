// Tests that a tab can read a file it opened, even if another tab deletes or replaces the file.
import assert from 'node:assert/strict';

export const name = 'outlive';
export const engines = ['chromium', 'firefox', 'webkit', 'webkit-profile'];

const losses = {
  deleted: (store) => store.files.delete('key'),
  overwritten: (store) => store.files.put('key', contentOf(3_000_000, 99)),
  cleared: (store) => store.clear(),
  'cleared, and its space used again': async (store) => {
    await store.clear();
    for (const seed of [4, 5, 6]) await store.files.put(`other ${seed}`, contentOf(3_000_000, seed));
  },
};

export async function run({ engine, launch, serve, check, fact }) {
  const server = await serve();
  const browser = await launch();
  const reader = await browser.newPage(`${server.origin}/scenario.html`);
  const writer = await browser.newPage(`${server.origin}/scenario.html`);
  const buffers = engine.startsWith('webkit');

  for (const [loss, lose] of Object.entries(losses)) {
    await check(`a tab can read the file it opened after another tab had it ${loss}`, async () => {
      const database = `outlive-${loss}`;
      await reader.evaluate(take, database);
      await writer.evaluate(
        `async (name) => {
          const store = await granary.open({ name, chunkSize: 1_000_000 });
          await (${lose})(store);
          await store.close();
        }`,
        database,
      );
      const outcomes = await reader.evaluate(read);
      fact(loss, tally(outcomes));
      for (const [form, outcome] of Object.entries(outcomes)) {
        const allowed = buffers ? ['right bytes', 'NOT_FOUND replaced'] : ['right bytes'];
        assert.ok(allowed.includes(outcome), `${form}: ${outcome}`);
      }
    });
  }

  await check('the bytes stay readable after the tab that stored them has closed', async () => {
    await writer.evaluate(async () => {
      const store = await granary.open({ name: 'outlive-tab', chunkSize: 1_000_000 });
      await store.files.put('key', contentOf(3_000_000, 7));
    });
    const opened = async () => {
      globalThis.store = await granary.open({ name: 'outlive-tab' });
      globalThis.blob = await (await store.files.get('key')).blob();
    };
    await reader.evaluate(opened);
    await writer.close();
    const right = await reader.evaluate(async () => sameBytes(await blob.arrayBuffer(), 3_000_000, 7));
    assert.equal(right, true, 'right bytes');
  });
}

const tally = (outcomes) => [...new Set(Object.values(outcomes))].join(' or ');

// Runs in the page that reads. Opens the file in every way that the API has.
async function take(name) {
  const store = await granary.open({ name, chunkSize: 1_000_000 });
  await store.files.put('key', contentOf(3_000_000, 7));
  const file = await store.files.get('key');
  const reading = file.stream().getReader();
  const begun = [(await reading.read()).value];
  globalThis.taken = {
    store,
    file,
    reading,
    begun,
    blob: await file.blob(),
    slice: (await file.blob()).slice(900_000, 2_100_000),
    response: await file.response(),
    address: await file.objectURL(),
    unread: file.stream(),
  };
}

async function read() {
  const { store, file, reading, begun, blob, slice, response, address, unread } = taken;
  const rest = async () => {
    for (let piece = await reading.read(); !piece.done; piece = await reading.read()) begun.push(piece.value);
    return new Blob(begun).arrayBuffer();
  };
  const sliced = async () => {
    const whole = contentOf(3_000_000, 7);
    whole.set(new Uint8Array(await slice.arrayBuffer()), 900_000);
    return slice.size === 1_200_000 ? whole : [];
  };
  const readings = {
    'a Blob': () => blob.arrayBuffer(),
    'a slice of a Blob': sliced,
    'a Response': () => response.arrayBuffer(),
    'an object URL': () => fetch(address.url).then((fetched) => fetched.arrayBuffer()),
    'a stream half read': rest,
    'a stream not yet read': () => readAll(unread),
    'the file, by bytes': () => file.bytes(),
    'the file, by a new Blob': async () => (await file.blob()).arrayBuffer(),
  };
  const outcomes = {};
  for (const [form, reading] of Object.entries(readings)) {
    try {
      outcomes[form] = sameBytes(await reading(), 3_000_000, 7) ? 'right bytes' : 'other bytes';
    } catch (error) {
      const told = error.details?.replaced ? `${error.code} replaced` : `${error.name}: ${error.message}`;
      outcomes[form] = told;
    }
  }
  address.revoke();
  await store.close();
  return outcomes;
}
