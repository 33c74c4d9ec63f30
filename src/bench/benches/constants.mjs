// Measures the memory of loading a model's constants into WebNN: with Granary, by the barest loop, and by the way that
// comes to mind first. Uses the build of Chromium that has WebNN.
import { feature, webnnChromium } from '../../browsers/engines/webnn-chromium.mjs';
import { removeDirectory, temporaryDirectory } from '../../browsers/engines/lifetime.mjs';
import { withPage } from '../driver/browser.mjs';
import { memoryOf } from '../driver/process-tree.mjs';
import { sampling } from '../driver/sampler.mjs';
import { setTimeout as delay } from 'node:timers/promises';

export const engines = ['chromium'];
export const repetitions = 5;
const tensorMib = 16;

const ways = {
  granary: 'Model.constants',
  bare: 'bare loop: BYOB reads into one buffer',
  buffers: 'arrayBuffer() of each tensor',
};

export async function run({ origin, size = 256, repeat, figures }) {
  const launch = { program: await webnnChromium(), features: [feature] };
  const profile = temporaryDirectory('constants');
  const inNewBrowser = (body) => withPage('chromium', origin, body, { profile, launch });
  try {
    await inNewBrowser(async (page) => {
      await page.call('open');
      await page.call('putConstants', { count: size / tensorMib, mib: tensorMib });
    });
    for (let i = 0; i < repeat; i++) {
      const peaks = {};
      // By turns, because what comes first may find other caches than what comes last.
      const order = Object.keys(ways).map((_, j, all) => all[(i + j) % all.length]);
      for (const way of order) peaks[way] = await inNewBrowser((page) => peaksOf(page, way, size));
      for (const [way, title] of Object.entries(ways)) {
        figures.add(`${title}: renderer`, 'MiB', peaks[way].renderer);
        figures.add(`${title}: all processes`, 'MiB', peaks[way].tree);
        figures.add(`${title}: time`, 'ms', peaks[way].milliseconds);
      }
      figures.add('Model.constants ÷ bare loop: renderer', '×', peaks.granary.renderer / peaks.bare.renderer);
      figures.add(
        'Model.constants ÷ arrayBuffer(): renderer',
        '×',
        peaks.granary.renderer / peaks.buffers.renderer,
      );
    }
  } finally {
    removeDirectory(profile);
  }
}

/** The peaks above idle: the context, the code and the open model are there. */
async function peaksOf(page, way, mib) {
  await page.call('open');
  await page.call('prepareConstants');
  await page.collectGarbage();
  await delay(2000);
  const idle = memoryOf(page.pid);
  const stop = sampling(50, () => memoryOf(page.pid));
  const { milliseconds } = await page.call('loadConstants', { way, mib });
  const samples = await stop();
  const peak = (key) => Math.max(...samples.map((sample) => sample[key])) - idle[key];
  return { renderer: peak('renderer'), tree: peak('tree'), milliseconds };
}
