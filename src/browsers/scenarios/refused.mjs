// Tests contexts in which IndexedDB exists but fails, or does not exist.
import assert from 'node:assert/strict';
import { assertExercised, assertUnsupported, exercisePage } from './exercise.mjs';

export const name = 'refused';
export const engines = ['chromium', 'firefox', 'webkit', 'webkit-profile'];

export async function run(environment) {
  await inSandbox(environment);
  if (['chromium', 'firefox'].includes(environment.engine)) await withoutCookies(environment);
  if (environment.engine === 'firefox') await withoutIndexedDB(environment);
}

async function inSandbox({ launch, serve, check, fact }) {
  const server = await serve();
  const browser = await launch();
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await check(
    'in a sandboxed frame open fails with an explanation, and the memory backend works',
    async () => {
      const outcome = await page.evaluate(async () => {
        const frame = document.createElement('iframe');
        frame.sandbox = 'allow-scripts';
        frame.src = '/sandboxed.html';
        const told = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
        document.body.append(frame);
        const late = new Promise((resolve) =>
          setTimeout(resolve, 30_000, { data: { failed: 'the frame did not answer' } }),
        );
        return (await Promise.race([told, late])).data;
      });
      assert.equal(outcome.failed, undefined);
      assert.equal(outcome.origin, 'null', 'the origin of the frame');
      fact('open in a sandboxed frame', outcome.persistent.message);
      assertUnsupported(outcome.persistent);
      assert.equal(outcome.indexedDB, false, 'probe().indexedDB');
      assertExercised(outcome.memory);
      assert.equal(outcome.memory.backend, 'memory', 'backend');
    },
  );
  await browser.close();
}

async function withoutCookies({ launch, serve, check, fact }) {
  const server = await serve();
  const browser = await launch({ withoutCookies: true });
  const page = await exercisePage(browser, server.origin);
  await check(
    'when all cookies are blocked open fails with an explanation, and the memory backend works',
    async () => {
      const opening = await page.evaluate(() => outcomeOf(granary.open().then(() => 'opened')));
      fact('open without cookies', opening.value ?? opening.error?.message);
      assertUnsupported(opening.error ?? {});
      assertExercised(await page.evaluate(() => exercise(granary, { backend: 'memory' })));
    },
  );
  await browser.close();
}

async function withoutIndexedDB({ launch, serve, check, fact }) {
  const server = await serve();
  const browser = await launch({ preferences: { 'dom.indexedDB.enabled': false } });
  const page = await exercisePage(browser, server.origin);
  await check('without IndexedDB open fails with an explanation, and the memory backend works', async () => {
    const there = await page.evaluate(() => typeof indexedDB !== 'undefined');
    fact('the preference dom.indexedDB.enabled', there ? 'has no effect any more' : 'removes IndexedDB');
    const opening = await page.evaluate(() => outcomeOf(granary.open().then((store) => store.close())));
    if (there) assert.equal(opening.error, undefined, 'open, where the preference has no effect');
    else assertUnsupported(opening.error ?? {});
    assertExercised(await page.evaluate(() => exercise(granary, { backend: 'memory' })));
  });
  await browser.close();
}
