// Measures loading the package and opening an empty store, and open() on a store that holds files.
import { openPage } from '../driver/browser.mjs';
import { quiet } from '../driver/quiet.mjs';
import { removeDirectory, temporaryDirectory } from '../../browsers/engines/lifetime.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 5;
const smallFiles = 500;
const loads = 15;

export async function run({ engine, origin, size = 300, repeat, figures }) {
  const profile = temporaryDirectory('bench-open');

  async function visit(body) {
    const page = await openPage(engine, origin, { profile });
    try {
      await page.call('load');
      await quiet(page.pid);
      await body(page);
      await page.call('close');
    } finally {
      await page.close();
    }
  }

  await visit(async (page) => {
    const { milliseconds } = await page.call('open');
    figures.add('open() that creates', 'ms', milliseconds);
    await page.call('put', { mib: size, seed: 1 });
    await page.call('putSmall', { count: smallFiles });
  });
  for (let i = 0; i < repeat; i++) {
    await visit(async (page) => {
      const { milliseconds } = await page.call('open');
      figures.add('first open() of a browser', 'ms', milliseconds);
      await page.call('close');
      const again = await page.call('open');
      figures.add('open() once more', 'ms', again.milliseconds);
    });
  }
  await visit(async (page) => {
    // The first load compiles the code, so it does not count.
    for (let i = 0; i <= loads; i++) {
      const { milliseconds } = await page.call('loadAndOpen');
      if (i > 0) figures.add('import and open() in a new document', 'ms', milliseconds);
    }
    await page.call('open');
  });
  removeDirectory(profile);
}
