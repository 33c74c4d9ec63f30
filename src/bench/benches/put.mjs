// Measures how fast a stream is stored, against two bare loops, in pairs in one browser.
import { withPage } from '../driver/browser.mjs';
import { watchProcessors, quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 7;
const sizes = { chromium: 300, firefox: 200 };
const contenders = ['put', 'putBare', 'putBuffer'];

export async function run({ engine, origin, size = sizes[engine], repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    await page.call('openBare');
    await page.call('open');
    let seed = 1;

    async function measure(name, mib) {
      await page.call('clear');
      await page.collectGarbage();
      await quiet(page.pid);
      const watched = watchProcessors(page.pid);
      const { milliseconds, retries = 0 } = await page.call(name, { mib, seed: seed++, careful: true });
      const { own, others } = watched();
      return { speed: mib / (milliseconds / 1000), work: own / (mib / 1024), others, retries };
    }

    // The warm-up compiles the code that runs often.
    for (const name of contenders) await measure(name, 40);

    for (let i = 0; i < repeat; i++) {
      // Each order runs as often as its reverse, so that the median favours no contender.
      const order = i % 2 === 0 ? contenders : contenders.toReversed();
      const results = {};
      for (const name of order) results[name] = await measure(name, size);
      const { put, putBare, putBuffer } = results;
      figures.add('files.put', 'MiB/s', put.speed);
      figures.add('bare loop of the same stream', 'MiB/s', putBare.speed);
      figures.add('bare loop of one buffer', 'MiB/s', putBuffer.speed);
      figures.add('files.put ÷ bare loop of the same stream', '×', put.speed / putBare.speed);
      figures.add('files.put ÷ bare loop of one buffer', '×', put.speed / putBuffer.speed);
      figures.add('processor time, files.put', 's/GiB', put.work);
      figures.add('processor time, bare loop of the same stream', 's/GiB', putBare.work);
      figures.add('refused Blobs, bare loops', '', putBare.retries + putBuffer.retries);
      figures.add('cores taken by others', '', Math.max(put.others, putBare.others, putBuffer.others));
    }
  });
}
