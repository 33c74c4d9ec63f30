// Measures the memory of a put while a generated stream goes through it. Chromium only.
import { setTimeout as delay } from 'node:timers/promises';
import { withPage } from '../driver/browser.mjs';
import { memoryOf } from '../driver/process-tree.mjs';
import { sampling } from '../driver/sampler.mjs';

export const engines = ['chromium'];
export const repetitions = 3;
const small = 100;
const large = 1024;
const liveSize = 300;

export async function run({ engine, origin, size = large, repeat, figures }) {
  await provedMeter(engine, origin, figures);
  for (let i = 0; i < repeat; i++) {
    const peaks = {};
    for (const mib of [small, size]) {
      peaks[mib] = await undisturbed(engine, origin, (page) => peaksOfPut(page, mib));
      const { disturbed, ...sizes } = peaks[mib];
      for (const [name, value] of Object.entries(sizes)) figures.add(`${mib} MiB: ${name}`, 'MiB', value);
      figures.add('disturbed by another such browser', '', disturbed);
    }
    const [less, more] = [peaks[small].tree, peaks[size].tree];
    figures.add('tree, large against small', '×', more / less);
    figures.add('tree, what the larger file adds', 'MiB', more - less);
  }
  for (let i = 0; i < repeat; i++) {
    const live = await withPage(engine, origin, livePeakOfPut);
    figures.add('live buffers', 'MiB', live);
  }
}

// Proves the meter: a meter that does not show the memory of a loop that keeps its Blobs proves
// nothing about Granary.
async function provedMeter(engine, origin, figures) {
  const peaks = await undisturbed(engine, origin, async (page) => {
    await page.call('openBare');
    return peaksDuring(page, () => page.call('putBare', { mib: small * 3, seed: 1, careful: false }));
  });
  figures.add('meter check: 300 MiB of kept Blobs', 'MiB', peaks.tree);
}

// Repeats the work when the same browser starts or ends elsewhere meanwhile, because that changes
// the share of the pages. After two repetitions the result counts as disturbed.
export async function undisturbed(engine, origin, body) {
  for (let attempt = 1; ; attempt++) {
    const peaks = await withPage(engine, origin, body);
    if (!peaks.disturbed || attempt === 3) return peaks;
  }
}

async function peaksOfPut(page, mib) {
  await page.call('load');
  return peaksDuring(page, async () => {
    await page.call('open');
    await page.call('put', { mib, seed: 1 });
  });
}

// Forces no collection in between: these are the peaks on a user's machine.
export async function peaksDuring(page, work) {
  await page.collectGarbage();
  await delay(2000);
  const idle = memoryOf(page.pid);
  const heap = await page.threads.heap();

  const stopTree = sampling(200, () => memoryOf(page.pid));
  const stopHeap = sampling(50, () => page.threads.heap());
  await work();
  const [trees, heaps] = [await stopTree(), await stopHeap()];

  await page.collectGarbage();
  await delay(2000);
  const left = memoryOf(page.pid);
  const peak = (samples, key, base) => Math.max(...samples.map((sample) => sample[key])) - base[key];
  return {
    disturbed: [...trees, left].some(({ strangers }) => strangers !== idle.strangers) ? 1 : 0,
    tree: peak(trees, 'tree', idle),
    'tree, dirty pages': peak(trees, 'dirty', idle),
    'tree, renderer': peak(trees, 'renderer', idle),
    'tree, browser process': peak(trees, 'browser', idle),
    'tree, other processes': peak(trees, 'other', idle),
    'tree, left afterwards': left.tree - idle.tree,
    'JS heap': peak(heaps, 'objects', heap),
    'DOM heap': peak(heaps, 'dom', heap),
    'buffers, dead ones too': peak(heaps, 'buffers', heap),
  };
}

// Measures reachable memory: each sample follows a collection, so this is a separate put. Between a
// collection and its sample the page may allocate and drop something, but hardly twice in a row.
async function livePeakOfPut(page) {
  await page.call('load');
  await page.collectGarbage();
  const before = await page.threads.heap();
  async function look() {
    await page.threads.onAll('HeapProfiler.collectGarbage');
    return (await page.threads.heap()).buffers;
  }
  const stop = sampling(10, async () => Math.min(await look(), await look(), await look()));
  await page.call('open');
  await page.call('put', { mib: liveSize, seed: 1 });
  return Math.max(...(await stop())) - before.buffers;
}
