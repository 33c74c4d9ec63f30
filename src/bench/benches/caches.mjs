// Measures Granary beside what a page would take instead: the Cache API, and transformers.js on top of it. The same file
// comes from the same server, in one browser, by turns; the memory of each way in a new browser.
import { startHub } from '../../browsers/hub/local-hub.mjs';
import { withPage } from '../driver/browser.mjs';
import { quiet, watchProcessors } from '../driver/quiet.mjs';
import { peaksDuring, undisturbed } from './memory.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 5;
const KIB = 1024;

const ways = {
  Granary: { store: 'download', read: 'readVerified', whole: 'readWhole', range: 'randomBytes' },
  'Cache API': { store: 'cachePut', read: 'cacheStream', whole: 'cacheWhole', range: 'cacheRanges' },
  'transformers.js’ way': { store: 'wholePut' },
};

export async function run({ engine, origin, size = 300, repeat, figures }) {
  const hub = await startHub();
  try {
    const { url, sha256 } = await hub.listed('granary/big', `weights-${size}m.bin`);
    const what = { url, mib: size, sha256 };
    await withPage(engine, origin, (page) => byTurns(page, what, repeat, figures));
    if (engine === 'chromium') {
      for (const name of Object.keys(ways)) await memory(origin, name, what, figures);
    }
  } finally {
    await hub.close();
  }
}

async function byTurns(page, what, repeat, figures) {
  await page.call('openBare');
  await page.call('open', { verify: 'always' });
  for (const { store } of Object.values(ways)) await page.call(store, what);
  for (let i = 0; i < repeat; i++) {
    const names = i % 2 === 0 ? Object.keys(ways) : Object.keys(ways).toReversed();
    const stored = {};
    for (const name of names) {
      await empty(page);
      stored[name] = await speed(page, ways[name].store, what, figures);
      if (ways[name].read) await reads(page, name, what, figures);
    }
    for (const name of Object.keys(ways)) figures.add(`${name}: store`, 'MiB/s', stored[name]);
    figures.add('store, Granary ÷ Cache API', '×', stored.Granary / stored['Cache API']);
    figures.add(
      'store, Granary ÷ transformers.js’ way',
      '×',
      stored.Granary / stored['transformers.js’ way'],
    );
  }
}

/** Reads what was just stored: as a stream, as a whole, and by ranges. */
async function reads(page, name, what, figures) {
  const { read, whole, range } = ways[name];
  if (name === 'Granary') await page.call('get');
  figures.add(`${name}: read as a stream`, 'MiB/s', await speed(page, read, what, figures));
  figures.add(`${name}: read into one buffer`, 'MiB/s', await speed(page, whole, what, figures));
  const times = await page.call(range, { ...what, count: 20, length: 64 * KIB, seed: 1 });
  for (const time of times) figures.add(`${name}: 64 KiB from anywhere`, 'ms', time);
}

async function speed(page, name, what, figures) {
  await page.collectGarbage();
  await quiet(page.pid);
  const watched = watchProcessors(page.pid);
  const { milliseconds } = await page.call(name, what);
  // The server's processor time counts as taken by others.
  figures.add('cores taken by others', '', watched().others);
  return what.mib / (milliseconds / 1000);
}

/** Measures the peak while a page stores the file and then reads it as this way does: in pieces, or as a whole. */
async function memory(origin, name, what, figures) {
  const { store, read = 'cacheWhole' } = ways[name];
  const peaks = await undisturbed('chromium', origin, async (page) => {
    await page.call('load');
    return peaksDuring(page, async () => {
      if (name === 'Granary') await page.call('open');
      await page.call(store, what);
      if (name === 'Granary') await page.call('get');
      await page.call(read, what);
    });
  });
  figures.add(`${name}: memory to store and read`, 'MiB', peaks.tree);
  figures.add(`${name}: of it, the page’s process`, 'MiB', peaks['tree, renderer']);
}

async function empty(page) {
  await page.call('clear');
  await page.call('clearCaches');
}
