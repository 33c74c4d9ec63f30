// Measures how long a put blocks the window's thread.
import { withPage } from '../driver/browser.mjs';
import { quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 3;

export async function run({ engine, origin, size = 512, repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    await page.call('openBare');
    await page.call('open');
    for (let seed = 1; seed <= repeat; seed++) {
      await page.call('clear');
      await page.collectGarbage();
      await quiet(page.pid);
      const { longestTask, longestPause } = await page.call('putWatched', { mib: size, seed });
      if (longestTask !== null) figures.add(`${size} MiB: longest task over 50 ms`, 'ms', longestTask);
      figures.add(`${size} MiB: longest pause of a timer`, 'ms', longestPause);
    }
  });
}
