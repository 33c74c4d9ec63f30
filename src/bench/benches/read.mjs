// Measures how fast stored bytes are read: all of them against a bare Blob, the first of many, and
// a few from any place.
import { withPage } from '../driver/browser.mjs';
import { watchProcessors, quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 7;
const largeSize = 2048;
const KIB = 1024;

export async function run({ engine, origin, size = 512, repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    // By default a session verifies each block once, so the second repetition would differ from the
    // first.
    await page.call('open', { verify: 'always' });
    await page.call('openBare');
    await page.call('put', { mib: size, seed: 1 });
    await page.call('get');
    await throughput(page, { size, repeat, figures });
    await page.call('clear');
    await page.collectGarbage();

    await page.call('put', { mib: largeSize, seed: 2 });
    await latency(page, { repeat, figures });
  });
}

async function throughput(page, { size, repeat, figures }) {
  const contenders = ['readVerified', 'readBlob'];

  async function measure(name) {
    await page.collectGarbage();
    await quiet(page.pid);
    const watched = watchProcessors(page.pid);
    const { milliseconds } = await page.call(name);
    return { speed: size / (milliseconds / 1000), others: watched().others };
  }

  for (const name of contenders) await measure(name);
  for (let i = 0; i < repeat; i++) {
    const results = {};
    for (const name of i % 2 === 0 ? contenders : contenders.toReversed())
      results[name] = await measure(name);
    const { readVerified, readBlob } = results;
    figures.add('verified stream()', 'MiB/s', readVerified.speed);
    figures.add('bare Blob of the same chunks', 'MiB/s', readBlob.speed);
    figures.add('verified stream() ÷ bare Blob', '×', readVerified.speed / readBlob.speed);
    figures.add('cores taken by others', '', Math.max(readVerified.others, readBlob.others));
  }
}

async function latency(page, { repeat, figures }) {
  await quiet(page.pid);
  for (let i = 0; i < 3 * repeat; i++) {
    await page.collectGarbage();
    const { fromGet, fromStream, pieceBytes } = await page.call('firstByte');
    figures.add('first byte of 2 GiB, from stream()', 'ms', fromStream);
    figures.add('first byte of 2 GiB, from get()', 'ms', fromGet);
    figures.add('first piece', 'KiB', pieceBytes / KIB);
  }
  await page.call('get');
  const times = await page.call('randomBytes', { count: 40 * repeat, length: 64 * KIB, seed: 1 });
  for (const time of times) figures.add('bytes() of 64 KiB anywhere in 2 GiB', 'ms', time);
}
