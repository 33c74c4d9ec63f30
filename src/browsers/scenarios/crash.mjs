// Kills the browser during puts and overwrites, again and again on one profile, and inspects every key after
// each kill. GRANARY_LONG=1 runs 50 rounds. GRANARY_SEED repeats the moments of an earlier run.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { removeDirectory, temporaryDirectory } from '../engines/lifetime.mjs';

export const name = 'crash';
export const engines = ['chromium', 'firefox'];

const keys = ['small', 'medium', 'large', 'shared', 'steady'];
const rounds = process.env.GRANARY_LONG === '1' ? 50 : 5;

export async function run({ launch, serve, check, fact }) {
  const seed = Number(process.env.GRANARY_SEED ?? Date.now() % 1_000_000);
  fact('seed', seed);
  const random = generator(seed);
  const profile = temporaryDirectory('crash');
  const server = await serve();
  const lost = [];
  let acknowledged = nothing();
  let puts = 0;

  for (let round = 1; round <= rounds; round++) {
    const moment = 150 + Math.floor(random() * 1500);
    await check(`round ${round} of seed ${seed}: the browser is killed after ${moment} ms`, async () => {
      const page = await openPage(await launch({ profile }), server);
      const next = Object.fromEntries([...keys, 'witness'].map((key) => [key, acknowledged[key] + 1]));
      await page.evaluate(
        `(next) => void crash.write(next).catch((error) => console.log(\`failed \${error}\`))`,
        next,
      );
      await delay(moment);
      await page.browser.kill();
      const said = page.console.map(({ text }) => text);
      const failures = said.filter((text) => text.startsWith('failed'));
      assert.deepEqual(failures, [], 'puts that failed before the kill');
      const before = { ...acknowledged };
      for (const [, key, version] of said.map((text) => /^acknowledged (\w+) (\d+)$/.exec(text) ?? [])) {
        if (key) acknowledged[key] = Number(version);
      }
      puts += keys.reduce((sum, key) => sum + acknowledged[key] - before[key], 0);

      const survivor = await launch({ profile });
      let found;
      try {
        found = await (await openPage(survivor, server)).evaluate('() => crash.inspect()');
      } finally {
        await survivor.close();
      }
      if (found.witness < acknowledged.witness || said.includes('lost before it was opened')) {
        lost.push(round);
        acknowledged = { ...found };
        return;
      }
      // The writer may have stored versions after the acknowledged one without reporting them.
      for (const key of keys) {
        const told = `${JSON.stringify(found)}, acknowledged ${JSON.stringify(acknowledged)}`;
        assert.ok(found[key] >= acknowledged[key], `${key} has an older version than acknowledged: ${told}`);
        const most = acknowledged[key] + 50;
        assert.ok(found[key] <= most, `${key} has version ${found[key]}, acknowledged ${acknowledged[key]}`);
      }
      acknowledged = { ...found };
    });
  }

  fact('puts acknowledged before a kill', puts);
  fact(
    'ROUNDS IN WHICH THE ENGINE ALSO LOST PLAIN RECORDS',
    lost.length === 0 ? 'none' : `${lost.join(', ')}: lost in the engine's recovery, not judged`,
  );
  await check('the rounds acknowledged enough puts to be a test', async () => {
    assert.ok(puts >= rounds, `only ${puts} puts in ${rounds} rounds`);
  });
  await check('clear deletes every record after all kills', async () => {
    const page = await openPage(await launch({ profile }), server);
    assert.deepEqual(
      await page.evaluate('() => crash.clear()'),
      [0, 0, 0, 0],
      'blobs, chunks, files, journals',
    );
    await page.browser.close();
  });
  removeDirectory(profile);
}

const nothing = () => Object.fromEntries([...keys, 'witness'].map((key) => [key, 0]));

async function openPage(browser, server) {
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await page.evaluate(`async () => void (await import('/crash.js'))`);
  return { ...page, browser };
}

// A random number generator: Mulberry32.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
