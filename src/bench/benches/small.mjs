// Measures many small files: storing, listing and counting them.
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
    await page.call('putManyBare', { count: 200, from: 1_000_000 });

    async function store(name, from) {
      await page.call('clear');
      await page.collectGarbage();
      await quiet(page.pid);
      return page.call(name, { count: stored, from });
    }

    for (let i = 0; i < repeat; i++) {
      const bare = await store('putManyBare', i * listed);
      const first = await store('putMany', i * listed);
      figures.add(`storing ${stored} files of 4 KiB at once`, 'ms', first.milliseconds);
      figures.add('bare loop of the same records', 'ms', bare.milliseconds);
      figures.add('bare loop ÷ storing', '×', bare.milliseconds / first.milliseconds);
      if (first.longestTask !== null)
        figures.add('storing: longest task over 50 ms', 'ms', first.longestTask);
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
