// Many small files: storing, listing and counting them.
import { removeDirectory, temporaryDirectory } from '../../browsers/engines/lifetime.mjs';
import { withPage } from '../driver/browser.mjs';
import { quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 3;
const stored = 5000;
const listed = 10_000;

export async function run({ engine, origin, repeat, figures }) {
  const profile = temporaryDirectory('bench-small');
  const visit = (body) => withPage(engine, origin, body, { profile });
  await visit(async (page) => {
    await page.call('openBare');
    await page.call('open');
    await page.call('putMany', { count: 200, from: 1_000_000 });

    for (let i = 0; i < repeat; i++) {
      await page.call('clear');
      await page.collectGarbage();
      await quiet(page.pid);
      const first = await page.call('putMany', { count: stored, from: i * listed });
      figures.add(`storing ${stored} files of 4 KiB at once`, 'ms', first.milliseconds);
      await page.call('putMany', { count: listed - stored, from: i * listed + stored });
      await quiet(page.pid);
      figures.add(
        `list() of ${listed} files`,
        'ms',
        (await page.call('list', { count: listed })).milliseconds,
      );
      figures.add(
        `stats() with ${listed} files`,
        'ms',
        (await page.call('stats', { count: listed })).milliseconds,
      );
    }
    const { milliseconds } = await page.call('putInTurn', { count: 500 });
    figures.add('a file of 4 KiB, each when the last is stored', 'ms', milliseconds / 500);
  });
  for (let i = 0; i < repeat; i++) {
    await visit(async (page) => {
      await page.call('open');
      await quiet(page.pid);
      const { milliseconds } = await page.call('list', { count: listed });
      figures.add(`first list() of ${listed} files in a browser`, 'ms', milliseconds);
    });
  }
  removeDirectory(profile);
}
