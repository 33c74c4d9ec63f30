// Tests the tensors and the headers of the model files that the local hub generates: single files, shards, splits,
// external data.
import assert from 'node:assert/strict';

export const name = 'formats';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

const repo = 'granary/formats';

export async function run({ launch, serve, hub: startHub, check }) {
  const hub = await startHub();
  const server = await serve();
  const browser = await launch();
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  const url = (path) => `${hub.origin}/${repo}/resolve/main/${path}`;
  const expected = await (await fetch(url('expected.json'))).json();
  const tree = await fetch(`${hub.origin}/api/models/${repo}/tree/main?recursive=true&limit=1000`);
  const paths = (await tree.json()).filter(({ type }) => type === 'file').map(({ path }) => path);

  await check('every file downloads', async () => {
    const count = await page.evaluate(
      async (files) => {
        globalThis.store = await granary.open({ name: 'formats', chunkSize: 65_536 });
        for (const [path, url] of files) await store.files.fetch(`models/${path}`, url);
        return (await store.files.list('models/')).length;
      },
      paths.map((path) => [path, url(path)]),
    );
    assert.equal(count, paths.length);
  });

  for (const [path, { tensors, header }] of Object.entries(expected)) {
    await check(`${path} has the tensors and the header that the hub made`, async () => {
      const found = await page.evaluate(async (key) => {
        const file = await store.files.get(key);
        return { tensors: await file.tensors(), header: await file.header() };
      }, `models/${path}`);
      assert.deepEqual(found, { tensors, header });
    });
  }

  const imported = Object.entries(expected).filter(([, { header }]) => header['GGUF.byteOrder'] !== 'big');
  for (const [path, { tensors }] of imported) {
    await check(
      `${path} becomes a model without a copy, and its evicted tensors come back from the hub`,
      async () => {
        const before = await hub.counts();
        const found = await page.evaluate(async (key) => {
          const digests = async (model) => {
            const all = {};
            for (const { name } of model.tensors) {
              const { data } = await model.tensor(name);
              const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
              all[name] = Array.from(bytes).join();
            }
            return all;
          };
          const { storedBytes } = await store.stats();
          const model = await store.models.import({ id: key }, await store.files.get(key));
          const copied = (await store.stats()).storedBytes - storedBytes;
          const names = model.tensors.map(({ name, dataType, shape, byteSize }) => {
            return { name, dataType, shape, byteSize };
          });
          const first = await digests(model);
          // Without the files, the tensors are all that keeps their chunks.
          const files = await store.files.list(key.slice(0, key.lastIndexOf('/') + 1));
          for (const file of files) await store.files.delete(file.key);
          await store.clean({ kinds: ['tensor'], unusedFor: 0 });
          const { missing } = await store.models.get(key);
          // What was decoded is still in the memory of this store.
          await store.close();
          globalThis.store = await granary.open({ name: 'formats', chunkSize: 65_536 });
          const again = await store.models.get(key);
          const second = await digests(again);
          const left = (await store.models.get(key)).missing;
          await store.models.delete(key);
          for (const { key, url } of files) await store.files.fetch(key, url);
          return { copied, names, first, second, missing, left };
        }, `models/${path}`);
        assert.equal(found.copied, 0, 'copied bytes');
        assert.deepEqual(found.names, tensors);
        assert.deepEqual(found.second, found.first, 'the tensors that came back');
        assert.deepEqual(found.left, [], 'tensors that are still missing');
        const named = tensors.filter(({ byteSize }) => byteSize > 0).map(({ name }) => name);
        assert.deepEqual([...found.missing].sort(), [...named].sort(), 'missing');
        assert.ok(JSON.stringify(await hub.counts()) !== JSON.stringify(before), 'the hub was asked');
      },
    );
  }
  await page.close();
  await browser.close();
}
