// Measures models: storing many small tensors, opening a model of many, a file of 4 GiB as a model, and sharing.
import { withPage } from '../driver/browser.mjs';
import { quiet } from '../driver/quiet.mjs';

export const engines = ['chromium', 'firefox'];
export const repetitions = 5;
const MIB = 1024 ** 2;
const stored = 5000;
const opened = 1000;

export async function run({ engine, origin, size = 4096, repeat, figures }) {
  await withPage(engine, origin, async (page) => {
    await page.call('openBare');
    await page.call('open');
    await smallTensors(page, { repeat, figures });
    await page.call('clear');
    await sharing(page, figures);
    await page.call('clear');
    await page.collectGarbage();
    await largeFile(page, { size, repeat, figures });
  });
}

async function smallTensors(page, { repeat, figures }) {
  await page.call('putTensors', { id: 'warm', count: 100, seed: 1 });
  await page.call('putTensorsBare', { id: 'warm', count: 100, seed: 1 });
  for (let i = 0; i < repeat; i++) {
    await page.call('clear');
    await page.collectGarbage();
    await quiet(page.pid);
    const bare = await page.call('putTensorsBare', { id: 'many', count: stored, seed: i });
    const ours = await page.call('putTensors', { id: 'many', count: stored, seed: i });
    figures.add(`storing ${stored} tensors of 4 KiB`, 'ms', ours.milliseconds);
    figures.add('bare loop of the same records', 'ms', bare.milliseconds);
    figures.add('bare loop ÷ storing', '×', bare.milliseconds / ours.milliseconds);
    await page.call('putTensors', { id: 'model', count: opened, seed: i });
    await page.call('putTensorsBare', { id: 'model', count: opened, seed: i });
    await quiet(page.pid);
    const row = await page.call('readBareRow', { id: 'model' });
    const model = await page.call('openModel', { id: 'model', count: opened });
    figures.add(`get() of a model of ${opened} tensors`, 'ms', model.milliseconds);
    figures.add('bare read and parse of such a row', 'ms', row.milliseconds);
  }
}

/** Two models of 200 MiB that have 90 of 100 tensors in common. */
async function sharing(page, figures) {
  const seeds = Array.from({ length: 100 }, (_, i) => 1000 + i);
  const one = await page.call('putModel', { id: 'one', seeds });
  const others = seeds.map((seed, i) => (i % 10 === 0 ? seed + 1000 : seed));
  const two = await page.call('putModel', { id: 'two', seeds: others });
  figures.add('two models that share 90 % ÷ one', '×', two.storedBytes / one.storedBytes);
}

async function largeFile(page, { size, repeat, figures }) {
  const { count } = await page.call('putSafetensors', { key: 'large', mib: size });
  await quiet(page.pid);
  for (let i = 0; i < repeat; i++) {
    const listed = await page.call('listTensors', { key: 'large', count });
    figures.add(`tensors() of a file of ${size} MiB`, 'ms', listed.milliseconds);
    figures.add('tensors(): bytes read', 'KiB', listed.bytesRead / 1024);
  }
  const { milliseconds } = await page.call('importModel', { id: 'large', key: 'large' });
  figures.add('import of the file', 'ms', milliseconds);
  for (let i = 0; i < 4 * repeat; i++) {
    const number = Math.floor((((i + 1) * 0.618) % 1) * count);
    const read = await page.call('readTensor', { id: 'large', number });
    figures.add('a tensor of 4 MiB', 'ms', read.milliseconds);
    figures.add('a tensor of 4 MiB: reads of chunks', '', read.reads);
    figures.add('a tensor of 4 MiB: bytes read', 'MiB', read.bytesRead / MIB);
  }
}
