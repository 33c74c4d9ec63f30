// Runs what of the engines runs in Node: wllama's own CacheManager over a granary.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CacheManager } from '@wllama/wllama';
import { dropping, startServer } from '../../web/src/test/node/server.mjs';
import { bytes } from '../../web/src/test/node/support.mjs';
import { open, wllamaStorage } from './package.mjs';

test("wllama's CacheManager downloads, opens, lists and deletes", async () => {
  const store = await open({ backend: 'memory', chunkSize: 65536 });
  const manager = new CacheManager([wllamaStorage(store)]);
  const server = await startServer();
  const content = bytes(200_000);
  const url = server.serve('/model.gguf', content, { script: [] });

  await manager.download(url);
  const blob = await manager.open(url);
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), content);
  const [entry, ...others] = await manager.list();
  assert.deepEqual([entry.size, entry.metadata.originalURL, others], [content.length, url, []]);
  assert.equal(await manager.getSize(entry.name), content.length);

  server.requests.length = 0;
  await manager.download(url);
  assert.deepEqual(server.of('/model.gguf'), [], 'a second download sends no request');

  const broken = server.serve('/broken.gguf', content, { script: [dropping(150_000)] });
  await assert.rejects(manager.download(broken));
  assert.equal(await manager.open(broken), null, 'a download that breaks off leaves nothing');

  await store.files.put('mine', new Blob(['x']));
  await manager.clear();
  assert.deepEqual(await manager.list(), []);
  assert.deepEqual(
    (await store.files.list()).map(({ key }) => key),
    ['mine'],
  );
  await store.close();
});
