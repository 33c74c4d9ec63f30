import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startHub } from './hub-server.mjs';
import { describePackages } from './packages.mjs';
import { dropping, startServer } from './server.mjs';
import { bytes, fails, sha256 } from './support.mjs';

const hub = await startHub();
const content = bytes(200_000);

describePackages('engines', ({ folder, open, the }) => {
  let engines;
  before(async () => {
    engines = await import(pathToFileURL(join(folder, 'engines.js')).href);
  });

  test('ggufBlobs gives all files of a split model, in their order', async () => {
    const { ggufBlobs } = engines;
    const parts = [content.slice(0, 90_000), content.slice(90_000, 150_000), content.slice(150_000)];
    for (const [index, part] of parts.entries())
      await the.store.files.put(`a/model-0000${index + 1}-of-00003.gguf`, part);
    await the.store.files.put('single.gguf', content);

    for (const key of ['a/model-00001-of-00003.gguf', 'a/model-00003-of-00003.gguf']) {
      const blobs = await ggufBlobs(the.store, key);
      assert.deepEqual(
        blobs.map(({ size }) => size),
        parts.map(({ length }) => length),
      );
      assert.deepEqual(new Uint8Array(await new Blob(blobs).arrayBuffer()), content);
    }
    const [only, ...others] = await ggufBlobs(the.store, 'single.gguf');
    assert.deepEqual([new Uint8Array(await only.arrayBuffer()), others], [content, []]);

    await the.store.files.delete('a/model-00002-of-00003.gguf');
    await fails(ggufBlobs(the.store, 'a/model-00001-of-00003.gguf'), 'NOT_FOUND', '-00002-of-00003');
    await fails(ggufBlobs(the.store, 'absent.gguf'), 'NOT_FOUND', 'absent.gguf');
  });

  test('wllamaStorage stores, lists and deletes only what wllama has put', async () => {
    const storage = engines.wllamaStorage(the.store);
    await the.store.files.put('mine', content);
    assert.equal(storage.isSupported(), true);
    await storage.write('key', new Blob([content]).stream(), { sha256: sha256(content) });
    assert.deepEqual(await storage.list(), [{ key: 'key', size: content.length }]);
    assert.equal(await storage.getSize('key'), content.length);
    assert.deepEqual(new Uint8Array(await (await storage.read('key')).arrayBuffer()), content);
    assert.deepEqual([await storage.read('mine'), await storage.getSize('mine')], [null, -1]);

    const other = new Blob(['another content']).stream();
    await fails(storage.write('key', other, { sha256: sha256(content) }), 'INTEGRITY');
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('It broke.')) });
    await assert.rejects(storage.write('new', broken));
    assert.deepEqual(await storage.list(), [{ key: 'key', size: content.length }]);

    await storage.delete('key');
    await storage.delete('key');
    assert.deepEqual([await storage.list(), await the.store.files.has('mine')], [[], true]);
  });

  test('modelReader reads verified bytes, piece by piece', async () => {
    await the.store.files.put('model.task', content);
    const reader = await engines.modelReader(the.store, 'model.task');
    const pieces = [];
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value);
    assert.ok(pieces.length > 1);
    assert.deepEqual(new Uint8Array(Buffer.concat(pieces)), content);
    await fails(engines.modelReader(the.store, 'absent'), 'NOT_FOUND', 'absent');
  });

  test('tvmArtifactCache shares the files of the hub with hub.download', async () => {
    await the.store.close();
    the.store = await open({ backend: 'memory', chunkSize: 65536, hub: { endpoint: hub.url } });
    const cache = engines.tvmArtifactCache(the.store);
    const repo = `owner/mlc-${Math.random().toString(36).slice(2)}`;
    const commit = hub.commit(repo, {
      'ndarray-cache.json': '{"records":[]}',
      'params_shard_0.bin': content,
    });
    const url = (path) => `${hub.url}/${repo}/resolve/main/${path}`;
    const keys = [url('ndarray-cache.json'), url('params_shard_0.bin')];
    assert.equal(await cache.hasAllKeys(keys), false);
    assert.deepEqual(await cache.fetchWithCache(keys[0], 'json'), { records: [] });
    await cache.addToCache(keys[1], 'arraybuffer');
    assert.equal(await cache.hasAllKeys(keys), true);
    hub.asked();
    const buffer = await cache.fetchWithCache(keys[1], 'arraybuffer');
    assert.deepEqual(new Uint8Array(buffer), content);
    assert.deepEqual(hub.asked(), [], 'a stored file needs no network');
    const stored = (await the.store.files.list()).map(({ key }) => key);
    assert.deepEqual(stored, [
      `${repo}@${commit}/ndarray-cache.json`,
      `${repo}@${commit}/params_shard_0.bin`,
    ]);

    await cache.deleteInCache(keys[1]);
    await cache.deleteInCache(keys[1]);
    assert.equal(await cache.hasAllKeys(keys), false);
    await fails(cache.fetchWithCache(url('absent.bin'), 'arraybuffer'), 'NOT_FOUND', 'absent.bin');
  });

  test('tvmArtifactCache resumes a file of any other server, and ends at an abort', async () => {
    const server = await startServer();
    const url = server.serve('/model.wasm', content, { script: [dropping(150_000)] });
    const cache = engines.tvmArtifactCache(the.store);
    const control = new AbortController();
    const reason = new Error('enough');
    control.abort(reason);
    await assert.rejects(cache.addToCache(url, 'arraybuffer', control.signal), reason);
    assert.deepEqual(new Uint8Array(await cache.fetchWithCache(url, 'arraybuffer')), content);
    assert.equal((await the.store.files.get(url)).size, content.length);
  });
});
