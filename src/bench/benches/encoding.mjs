// Measures how many bytes of weights `encoding: 'auto'` saves, and what it costs, against the same
// bytes without it.
import { withPage } from '../driver/browser.mjs';
import { quiet, watchProcessors } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 3;
const mibOfEach = 40;

export async function run({ engine, origin, size = mibOfEach, repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    await page.call('openBare');
    await page.call('open');
    for (const kind of await page.call('weightKinds')) {
      await page.call('makeWeights', { kind, mib: size });
      for (let i = 0; i < repeat; i++) {
        for (const encoding of ['auto', 'identity']) {
          await page.call('clear');
          await page.collectGarbage();
          await quiet(page.pid);
          const watched = watchProcessors(page.pid);
          const put = await page.call('putWeights', { encoding });
          await page.call('get');
          const read = await page.call('readWatched');
          figures.add('cores taken by others', '', watched().others);
          const name = `${kind}, ${encoding}`;
          if (encoding === 'auto')
            figures.add(`${kind}: saved`, '%', 100 * (1 - put.storedBytes / (size * 2 ** 20)));
          figures.add(`${name}: put`, 'MiB/s', size / (put.milliseconds / 1000));
          figures.add(`${name}: stream()`, 'MiB/s', size / (read.milliseconds / 1000));
          figures.add(`${name}: longest pause of a timer, put`, 'ms', put.longestPause);
          figures.add(`${name}: longest pause of a timer, stream()`, 'ms', read.longestPause);
        }
      }
    }
  });
}
