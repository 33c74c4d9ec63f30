// Tests useWithTransformers by itself. The folder src/engines runs it with transformers.js.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startHub } from './hub-server.mjs';
import { describePackages } from './packages.mjs';
import { answer, dropping, startServer } from './server.mjs';
import { bytes, failsWith } from './support.mjs';

const hub = await startHub();
const local = await startServer();
globalThis.location = new URL(`${local.origin}/app/index.html`);
const weights = bytes(300_000);
const config = '{"model_type":"bert"}';
let repos = 0;

describePackages('useWithTransformers', ({ folder, open, the }) => {
  let useWithTransformers;
  before(async () => {
    ({ useWithTransformers } = await import(pathToFileURL(join(folder, 'transformers.js')).href));
  });

  /** Gives an env in use, with a repository of its own. */
  async function used(options, hubOptions) {
    await the.store.close();
    the.store = await open({
      backend: 'memory',
      chunkSize: 65536,
      hub: { endpoint: hub.url, ...hubOptions },
    });
    const env = {
      fetch: (input, init) => fetch(new URL(input, location), init),
      customCache: null,
      useCustomCache: false,
      remoteHost: `${hub.url}/`,
      localModelPath: '/models/',
      cacheKey: 'transformers-cache',
    };
    const undo = useWithTransformers(env, the.store, options);
    const repo = `owner/model-${++repos}`;
    const commit = hub.commit(repo, { 'config.json': config, 'onnx/model.onnx': weights });
    hub.asked();
    const url = (path) => `${hub.url}/${repo}/resolve/main/${path}`;
    return { env, undo, repo, commit, url };
  }

  const contentOf = async (response) => new Uint8Array(await response.arrayBuffer());

  test('bytes arrive before the file is stored, and the stream ends when it is', async () => {
    const { env, url, repo, commit } = await used();
    let goOn;
    hub.scripts.set('onnx/model.onnx', [
      (request, response, file) => {
        answer(request, response, file, 100_000);
        goOn = () => response.end(file.content.subarray(100_000));
      },
    ]);
    const response = await env.fetch(url('onnx/model.onnx'), {});
    assert.equal(response.headers.get('content-length'), String(weights.length));
    const reader = response.body.getReader();
    const { value } = await reader.read();
    assert.deepEqual(value, weights.slice(0, value.length));
    const key = `${repo}@${commit}/onnx/model.onnx`;
    assert.equal(await the.store.files.has(key), false);
    goOn();
    let read = value.length;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      assert.deepEqual(next.value, weights.slice(read, (read += next.value.length)));
    }
    assert.equal(read, weights.length);
    assert.equal(await the.store.files.has(key), true);
  });

  test('a reader that wants no more ends the transfer', async () => {
    const { env, url } = await used();
    let closed;
    const ended = new Promise((resolve) => (closed = resolve));
    hub.scripts.set('onnx/model.onnx', [
      (request, response, file) => {
        response.once('close', closed);
        answer(request, response, file, 100_000);
      },
    ]);
    const { body } = await env.fetch(url('onnx/model.onnx'));
    await body.cancel('enough');
    await ended;
  });

  test('bytes that differ the second time fail, and the right ones are stored', async () => {
    const { env, url } = await used();
    const wrong = Buffer.from(weights);
    wrong[70_000] ^= 1;
    hub.scripts.set('onnx/model.onnx', [
      (request, response, file) => answer(request, response, { ...file, content: wrong }),
    ]);
    const response = await env.fetch(url('onnx/model.onnx'));
    await assert.rejects(response.arrayBuffer(), { code: 'INTEGRITY' });
    assert.deepEqual(await contentOf(await env.fetch(url('onnx/model.onnx'))), weights);
  });

  test('a download that drops within its first chunk goes on, also when all is sent again', async () => {
    const { env, url } = await used();
    const fromTheStart = (request, response, file) => answer({ headers: {} }, response, file);
    hub.scripts.set('onnx/model.onnx', [dropping(9000), dropping(20_000), fromTheStart]);
    assert.deepEqual(await contentOf(await env.fetch(url('onnx/model.onnx'))), weights);
  });

  test('a private repository is loaded with the token of the granary', async () => {
    const { env, url } = await used({}, { token: 'secret' });
    hub.close('secret');
    try {
      assert.deepEqual(await contentOf(await env.fetch(url('onnx/model.onnx'))), weights);
      assert.equal(await (await env.fetch(url('config.json'))).text(), config);
    } finally {
      hub.close(null);
    }
  });

  test('questions for the size are answered from the listing', async () => {
    const { env, url } = await used();
    const headers = { range: 'bytes=0-0' };
    const probe = await env.fetch(url('onnx/model.onnx'), { headers, cache: 'no-store' });
    assert.deepEqual([probe.status, probe.headers.get('content-range')], [206, 'bytes 0-0/300000']);
    assert.equal((await env.fetch(url('absent.json'), { headers })).status, 404);
    assert.deepEqual(hub.asked(), ['revision ', 'tree ']);
  });

  test('models of the own server resume, and a page in place of a file is 404', async () => {
    const { env } = await used();
    local.serve('/models/mine/model.onnx', weights, { script: [dropping(150_000)] });
    local.serve('/models/mine/config.json', Buffer.from('<!doctype html>'), { type: 'text/html' });
    assert.deepEqual(await contentOf(await env.fetch('/models/mine/model.onnx')), weights);
    assert.equal((await env.fetch('/models/mine/config.json')).status, 404);
    assert.equal((await env.fetch('/models/mine/absent.json')).status, 404);
    const cached = await env.customCache.match('/models/mine/model.onnx');
    assert.deepEqual(await contentOf(cached), weights);
    assert.equal(await env.customCache.match('/models/mine/config.json'), undefined);
    assert.equal(await env.customCache.delete('/models/mine/model.onnx'), true);
    assert.equal(await env.customCache.delete('/models/mine/model.onnx'), false);
  });

  test('any other request is none of ours, but what the cache is given is kept', async () => {
    const { env } = await used();
    const url = local.serve('/ort/ort-wasm.wasm', weights, { type: 'application/wasm' });
    const response = await env.fetch(url);
    await env.customCache.put(url, response.clone());
    assert.deepEqual(await contentOf(response), weights);
    const kept = await env.customCache.match(url);
    assert.deepEqual(
      [kept.headers.get('content-type'), kept.headers.get('content-length')],
      ['application/wasm', '300000'],
    );
    assert.deepEqual(await contentOf(kept), weights);
    const posted = await env.fetch(`${local.origin}/models/x`, { method: 'POST', body: 'x' });
    assert.equal(posted.status, 404);
  });

  test('what transformers.js has cached is taken over once, and wrong content is not', async () => {
    const { env, url, repo, commit } = await used();
    const old = new Map([
      [url('onnx/model.onnx'), weights],
      [url('config.json'), config],
    ]);
    globalThis.caches = {
      has: async (name) => name === 'transformers-cache',
      open: async () => ({
        match: async (key) => (old.has(key) ? new Response(old.get(key)) : undefined),
        delete: async (key) => old.delete(key),
      }),
    };
    try {
      await the.store.hub.scan(repo);
      hub.asked();
      assert.deepEqual(await contentOf(await env.customCache.match(url('onnx/model.onnx'))), weights);
      assert.equal(await (await env.customCache.match(url('config.json'))).text(), config);
      assert.deepEqual([old.size, hub.asked()], [0, []]);
      assert.ok(await the.store.files.has(`${repo}@${commit}/onnx/model.onnx`));

      await the.store.files.delete(`${repo}@${commit}/onnx/model.onnx`);
      old.set(url('onnx/model.onnx'), 'a page in place of a model');
      assert.equal(await env.customCache.match(url('onnx/model.onnx')), undefined);
      assert.equal(old.size, 1);
    } finally {
      delete globalThis.caches;
    }
  });

  test('an abort ends every request of transformers.js; undo gives back what was there', async () => {
    const control = new AbortController();
    const { env, url, undo } = await used({ signal: control.signal });
    const reason = new Error('enough');
    control.abort(reason);
    await failsWith(env.fetch(url('onnx/model.onnx')), reason);
    undo();
    assert.deepEqual([env.customCache, env.useCustomCache], [null, false]);
    assert.deepEqual(await contentOf(await env.fetch(url('onnx/model.onnx'))), weights);
    assert.deepEqual(await the.store.files.list(), []);
  });
});
