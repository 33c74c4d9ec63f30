// Tests a private window: the store works, or a sentence explains why not. The browser may drop the files
// later.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { removeDirectory, temporaryDirectory } from '../engines/lifetime.mjs';
import { assertExercised, assertUnsupported, exercisePage } from './exercise.mjs';

export const name = 'private';
// An automation session of WebKit is ephemeral, like a private window.
export const engines = ['chromium', 'firefox', 'webkit'];

export async function run({ engine, launch, serve, check, fact }) {
  const server = await serve();
  const profile = engine === 'webkit' ? undefined : temporaryDirectory('private');
  const browser = await launch(profile ? { profile, privately: true } : {});
  const page = await exercisePage(browser, server.origin);

  await check(
    'in a private window files can be stored and read, or a sentence explains why not',
    async () => {
      const { value, error } = await page.evaluate(() => outcomeOf(exercise(granary), 60_000));
      fact('outcome', value ? `works, chunks as ${value.chunkForm}` : error?.message);
      if (value) assertExercised(value);
      else assertUnsupported(error ?? {});
    },
  );

  await check('in a private window the memory backend works', async () => {
    assertExercised(await page.evaluate(() => exercise(granary, { backend: 'memory' })));
  });

  if (profile) {
    await check('the window was private: the profile has no data of the site', async () => {
      const paths = readdirSync(profile, { recursive: true });
      assert.ok(paths.length > 5, 'the profile was used');
      assert.deepEqual(
        paths.filter((path) => /(IndexedDB|storage).*127\.0\.0\.1/.test(path)),
        [],
      );
    });
    await browser.close();
    removeDirectory(profile);
  }
}
