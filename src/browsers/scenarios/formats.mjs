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
  await page.close();
  await browser.close();
}
