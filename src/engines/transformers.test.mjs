// Runs the real transformers.js in Node, with a granary in memory and a hub for tests.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { env, ModelRegistry, pipeline } from '@huggingface/transformers';
import { startHub } from '../../web/src/test/node/hub-server.mjs';
import { dropping, stalling } from '../../web/src/test/node/server.mjs';
import { open, useWithTransformers } from './package.mjs';
import { tinyModel } from './tiny-model.mjs';

const hub = await startHub();
const task = 'feature-extraction';
const options = { dtype: 'fp32', device: 'cpu' };
const before = { ...env };
env.remoteHost = hub.url;

// More than two chunks of weights.
const { files, vectorOf } = tinyModel({ rows: 2000 });
const weights = 'onnx/model.onnx';

let store;
let undo;
let repo;
let commit;
let number = 0;

beforeEach(async () => {
  undo?.();
  await store?.close();
  store = await open({ backend: 'memory', chunkSize: 65536, hub: { endpoint: hub.url } });
  undo = useWithTransformers(env, store);
  repo = `owner/tiny-${++number}`;
  commit = hub.commit(repo, files);
  hub.requests.length = 0;
});

/** Asserts that the pipeline gives the rows of the table. */
async function works(given = {}) {
  const extract = await pipeline(task, repo, { ...options, ...given });
  const { data, dims } = await extract('hello world', { pooling: 'none' });
  const expected = [...vectorOf('hello'), ...vectorOf('world')];
  assert.deepEqual(dims, [1, 2, expected.length / 2]);
  assert.deepEqual([...data], expected);
  await extract.dispose();
}

const asked = () => hub.asked();
const bodies = (path) => hub.requests.filter((request) => request.path === path && request.where === 'cdn');

test('a pipeline loads each file once, and works without the network afterwards', async () => {
  await works();
  const loaded = asked();
  const contents = loaded.filter((line) => line.startsWith('cdn') || /^resolve .*json$/.test(line));
  assert.deepEqual(
    contents.filter((line, index) => contents.indexOf(line) !== index),
    [],
    'no content is asked for twice',
  );
  assert.deepEqual(
    (await store.files.list()).map(({ key }) => key),
    Object.keys(files)
      .map((path) => `${repo}@${commit}/${path}`)
      .sort(),
  );
  const { quants } = await store.hub.get(repo);
  assert.equal(quants.fp32.status, 'downloaded', 'hub.download has the same files');

  await works();
  assert.deepEqual(asked(), [], 'the second pipeline sends no request');
});

test('files that hub.download has stored need no network', async () => {
  await store.hub.download(repo, { quant: 'fp32' });
  asked();
  await works();
  assert.deepEqual(asked(), []);
});

test('a dropped download continues, and progress counts the bytes as they arrive', async () => {
  hub.scripts.set(weights, [dropping(150_000)]);
  const events = [];
  await works({ progress_callback: (event) => events.push(event) });
  const ranges = bodies(weights).map(({ range }) => range);
  assert.deepEqual(ranges, [undefined, 'bytes=150000-']);
  const progress = events.filter(({ status, file }) => status === 'progress' && file === weights);
  assert.ok(
    progress.some(({ loaded }) => loaded > 0 && loaded < files[weights].length),
    'progress in between',
  );
  const { loaded, total } = progress.at(-1);
  assert.deepEqual([loaded, total], [files[weights].length, files[weights].length]);
  assert.ok(events.some(({ status }) => status === 'progress_total'));
});

test('a download of an earlier visit continues', async () => {
  hub.scripts.set(weights, [stalling(150_000)]);
  const control = new AbortController();
  const interrupted = store.hub.download(repo, { quant: 'fp32', signal: control.signal });
  interrupted.catch(() => {});
  while ((await store.files.unfinished()).every(({ loaded }) => loaded < 131072))
    await new Promise((resolve) => setTimeout(resolve, 5));
  control.abort();
  await interrupted.catch(() => {});
  hub.requests.length = 0;
  await works();
  assert.deepEqual(
    bodies(weights).map(({ range }) => range),
    ['bytes=131072-'],
  );
});

test('an abort ends the transfer, and what is stored stays', async () => {
  undo();
  const control = new AbortController();
  undo = useWithTransformers(env, store, { signal: control.signal });
  hub.scripts.set(weights, [stalling(150_000)]);
  const loading = pipeline(task, repo, options);
  loading.catch(() => {});
  while ((await store.files.unfinished()).every(({ loaded }) => loaded < 131072))
    await new Promise((resolve) => setTimeout(resolve, 5));
  const began = performance.now();
  const reason = new Error('enough');
  control.abort(reason);
  await assert.rejects(loading, reason);
  assert.ok(performance.now() - began < 1000, 'within a second');
  const [{ key, active, loaded }] = await store.files.unfinished();
  assert.deepEqual([key, active, loaded], [`${repo}@${commit}/${weights}`, false, 131072]);
});

test('ModelRegistry says what is stored, and deletes it', async () => {
  assert.equal(await ModelRegistry.is_pipeline_cached(task, repo, options), false);
  const metadata = await ModelRegistry.get_file_metadata(repo, weights, options);
  assert.deepEqual([metadata.exists, metadata.size], [true, files[weights].length]);
  const absent = await ModelRegistry.get_file_metadata(repo, 'absent.json', options);
  assert.equal(absent.exists, false);
  assert.deepEqual(bodies(weights), [], 'a question for the size loads nothing');

  await works();
  asked();
  assert.equal(await ModelRegistry.is_pipeline_cached(task, repo, options), true);
  const { filesDeleted } = await ModelRegistry.clear_pipeline_cache(task, repo, options);
  assert.equal(filesDeleted, Object.keys(files).length);
  assert.deepEqual(asked(), []);
  assert.deepEqual(await store.files.list(), []);
  assert.equal(await ModelRegistry.is_pipeline_cached(task, repo, options), false);
});

test('a repository or file that is not there is an error of transformers.js', async () => {
  await assert.rejects(pipeline(task, 'owner/absent', options), { name: 'ModelFileNotFoundError' });
  await assert.rejects(pipeline(task, repo, { ...options, dtype: 'q4' }), { name: 'ModelFileNotFoundError' });
});

test('undo gives env back what it had', async () => {
  assert.notEqual(env.fetch, before.fetch);
  undo();
  assert.equal(env.fetch, before.fetch);
  assert.equal(env.customCache, before.customCache);
  assert.equal(env.useCustomCache, before.useCustomCache);
});
