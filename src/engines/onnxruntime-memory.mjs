// Measures, by hand, the memory that a session of onnxruntime-web takes in Chromium for a model with 256 MiB of external
// data: with onnxSession, and in the usual way, from the Cache API as one buffer. Needs src/browsers/node_modules.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from '../bench/driver/process-tree.mjs';
import { sampling } from '../bench/driver/sampler.mjs';
import { launch } from '../browsers/engines/chromium.mjs';
import { temporaryDirectory } from '../browsers/engines/lifetime.mjs';
import { serve } from '../browsers/server.mjs';
import { externalModel } from './tiny-model.mjs';

const here = import.meta.dirname;
const row = 65_535;
const { model, data, vectorOf } = externalModel('model.onnx_data', { rows: 65_536, columns: 1024 });
const folder = temporaryDirectory('onnxruntime');
writeFileSync(join(folder, 'model.onnx'), model);
writeFileSync(join(folder, 'model.onnx_data'), data);
const server = await serve({
  '/': join(here, '../browsers/pages'),
  '/package/': process.env.GRANARY_PACKAGE ?? join(here, '../../web/target/npm'),
  '/ort/': join(here, 'node_modules/onnxruntime-web/dist'),
  '/model/': folder,
});
const profile = temporaryDirectory('onnxruntime-profile');

/** Runs a function in a page of a new browser, and gives its value and the peaks of the memory above the start. */
async function measured(work, argument) {
  const browser = await launch({ profile });
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  await delay(2000);
  const idle = memoryOf(browser.pid);
  const stop = sampling(50, () => memoryOf(browser.pid));
  const value = await page.evaluate(work, argument);
  const samples = await stop();
  await browser.close();
  const peak = (part) => Math.round(Math.max(...samples.map((sample) => sample[part])) - idle[part]);
  return { value, renderer: peak('renderer'), tree: peak('tree') };
}

async function store() {
  const opened = await granary.open();
  const cache = await caches.open('usual');
  for (const file of ['model.onnx', 'model.onnx_data']) {
    await opened.files.fetch(`m/${file}`, `/model/${file}`);
    await cache.add(`/model/${file}`);
  }
  await opened.close();
}

async function withGranary(row) {
  const { InferenceSession, Tensor } = await import('/ort/ort.jspi.min.mjs');
  const { onnxSession } = await import('/package/onnxruntime.js');
  const { model, options } = await onnxSession(await granary.open(), 'm/model.onnx');
  const session = await InferenceSession.create(model, { ...options, executionProviders: ['wasm'] });
  const input_ids = new Tensor('int64', [BigInt(row)], [1, 1]);
  return [...(await session.run({ input_ids })).last_hidden_state.data];
}

async function usual(row) {
  const { InferenceSession, Tensor } = await import('/ort/ort.min.mjs');
  const bytesOf = async (file) => new Uint8Array(await (await caches.match(`/model/${file}`)).arrayBuffer());
  const model = await bytesOf('model.onnx');
  const data = await bytesOf('model.onnx_data');
  const externalData = [{ path: 'model.onnx_data', data }];
  const session = await InferenceSession.create(model, { externalData, executionProviders: ['wasm'] });
  const input_ids = new Tensor('int64', [BigInt(row)], [1, 1]);
  return [...(await session.run({ input_ids })).last_hidden_state.data];
}

await measured(store);
const expected = JSON.stringify(vectorOf(row));
const peaks = { withGranary: [], usual: [] };
for (let round = 1; round <= 3; round++) {
  for (const way of [withGranary, usual]) {
    const { value, renderer, tree } = await measured(way, row);
    if (JSON.stringify(value) !== expected) throw new Error(`${way.name} gives another row`);
    console.log(`${way.name}: renderer ${renderer} MiB, all processes ${tree} MiB above the start`);
    peaks[way.name].push(renderer);
  }
}
const median = (values) => values.sort((a, b) => a - b)[1];
console.log(
  `renderer, with granary to usual: ${(median(peaks.withGranary) / median(peaks.usual)).toFixed(2)}`,
);
server.close();
