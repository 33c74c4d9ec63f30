// Measures a verified download from the local hub against a bare loop from fetch to IndexedDB, in
// pairs in one browser. Also measures whether the store slows down a server with a steady 80 MB/s,
// and how much of the window's time and the machine's memory a download takes.
import { startHub } from '../../browsers/hub/local-hub.mjs';
import { withPage } from '../driver/browser.mjs';
import { quiet, watchProcessors } from '../driver/quiet.mjs';
import { peaksDuring, undisturbed } from './memory.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 5;
const contenders = ['download', 'downloadBare'];
const steady = 80_000_000;

export async function run({ engine, origin, size = 512, repeat, figures }) {
  const hub = await startHub();
  try {
    const { url, sha256 } = await hub.listed('granary/big', `weights-${size}m.bin`);
    const what = { url, mib: size, sha256 };
    await speeds(engine, origin, what, repeat, figures);
    await held(engine, origin, hub, what, repeat, figures);
    if (engine === 'chromium') await memory(origin, what, figures);
  } finally {
    await hub.close();
  }
}

async function speeds(engine, origin, what, repeat, figures) {
  await withPage(engine, origin, async (page) => {
    await page.call('openBare');
    await page.call('open');
    async function measure(name) {
      await page.call('clear');
      await page.collectGarbage();
      await quiet(page.pid);
      const watched = watchProcessors(page.pid);
      const { milliseconds, ...rest } = await page.call(name, what);
      // The processor time of the server counts as taken by others.
      return { speed: what.mib / (milliseconds / 1000), work: watched().own / (what.mib / 1024), ...rest };
    }

    // The warm-up compiles the code that runs often.
    for (const name of contenders) await measure(name);
    for (let i = 0; i < repeat; i++) {
      const order = i % 2 === 0 ? contenders : contenders.toReversed();
      const results = {};
      for (const name of order) results[name] = await measure(name);
      const { download, downloadBare } = results;
      figures.add('files.fetch', 'MiB/s', download.speed);
      figures.add('bare loop of fetch', 'MiB/s', downloadBare.speed);
      figures.add('files.fetch ÷ bare loop of fetch', '×', download.speed / downloadBare.speed);
      figures.add('processor time, files.fetch', 's/GiB', download.work);
      figures.add('processor time, bare loop of fetch', 's/GiB', downloadBare.work);
      if (download.longestTask !== null) figures.add('longest task over 50 ms', 'ms', download.longestTask);
      figures.add('longest pause of a timer', 'ms', download.longestPause);
    }
  });
}

async function held(engine, origin, hub, what, repeat, figures) {
  await withPage(engine, origin, async (page) => {
    await page.call('openBare');
    await page.call('open');
    await hub.fault({ path: 'granary/big', kind: 'slow', bytesPerSecond: steady });
    for (let i = 0; i < Math.min(repeat, 3); i++) {
      await page.call('clear');
      await page.collectGarbage();
      await quiet(page.pid);
      const { milliseconds } = await page.call('download', what);
      const rate = (what.mib * 1024 ** 2) / (milliseconds / 1000);
      figures.add('share of the rate of an 80 MB/s server', '×', rate / steady);
    }
    await hub.clearFaults();
  });
}

async function memory(origin, what, figures) {
  const { disturbed, ...sizes } = await undisturbed('chromium', origin, async (page) => {
    await page.call('load');
    return peaksDuring(page, async () => {
      await page.call('open');
      await page.call('download', what);
    });
  });
  for (const [name, value] of Object.entries(sizes)) figures.add(name, 'MiB', value);
  figures.add('disturbed by another such browser', '', disturbed);
}
