// Tests that digests are the same with WebAssembly and without it.
import assert from 'node:assert/strict';
import { assertExercised, exercisePage } from './exercise.mjs';

export const name = 'kernels';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

const file = '/package/kernels.wasm';
const cases = {
  'with WebAssembly': {},
  'where the policy forbids WebAssembly': { wasm: false },
  'where the file of the kernels is missing': { absent: [file] },
};

export async function run({ engine, launch, serve, check }) {
  const browser = await launch();
  for (const [situation, options] of Object.entries(cases)) {
    await check(`everything works ${situation}`, async () => {
      const server = await serve(options);
      const page = await exercisePage(browser, server.origin);
      // WebKit compiles even if the policy forbids it.
      const may = options.wasm !== false || engine === 'webkit-profile';
      assert.equal(await page.evaluate(compiles), may, 'whether the page may compile');
      // The second round runs after the kernels had time to load.
      for (let times = 0; times < 2; times++) {
        assertExercised(await page.evaluate(() => exercise(granary)));
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      assert.ok(server.requested.has(file), 'the page requested the kernels');
      await page.close();
    });
  }
  await browser.close();
}

async function compiles() {
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  return WebAssembly.compile(empty).then(
    () => true,
    () => false,
  );
}
