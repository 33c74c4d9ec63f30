// Tests repositories of a hub, from listing to deletion, against the local hub with its second origin.
import assert from 'node:assert/strict';

export const name = 'hub';
export const engines = ['chromium', 'firefox', 'webkit-profile'];

const MiB = 1024 * 1024;

export async function run({ launch, serve, hub: startHub, check }) {
  const hub = await startHub();
  const server = await serve();
  const browser = await launch();
  const page = await browser.newPage(`${server.origin}/scenario.html`);
  const open = (options) =>
    page.evaluate(
      async (options) => {
        globalThis.store = await granary.open({ name: 'hub', chunkSize: 262_144, ...options });
      },
      { hub: { endpoint: hub.origin, ...options } },
    );
  await open();

  /** Calls a method of the hub. Gives an error as an object with its properties. */
  const ask = (method, ...given) =>
    page.evaluate(
      async ({ method, given }) => {
        try {
          return (await store.hub[method](...given)) ?? null;
        } catch ({ name, code, message, details }) {
          return { error: { name, code, message, details } };
        }
      },
      { method, given },
    );
  const statuses = ({ quants }) =>
    Object.fromEntries(Object.values(quants).map(({ name, status }) => [name, status]));
  const countOf = async (path) => (await hub.counts())[path] ?? { requests: 0, bytesSent: 0 };

  await check(
    'a scan gives commit, task, library, files with digests, and quants, over all pages',
    async () => {
      const found = await ask('scan', 'granary/tiny-onnx');
      assert.equal(found.error, undefined, JSON.stringify(found.error));
      assert.match(found.commit, /^[0-9a-f]{40}$/);
      assert.deepEqual([found.task, found.library], ['feature-extraction', 'transformers.js']);
      assert.deepEqual(statuses(found), {
        fp32: 'available',
        fp16: 'available',
        q8: 'available',
        q4: 'available',
      });
      assert.equal(found.files.length, 13);
      for (const { path } of found.files.filter(({ sha256 }) => sha256)) {
        const listed = await hub.listed('granary/tiny-onnx', path);
        const { size, sha256 } = found.files.find((file) => file.path === path);
        assert.deepEqual([size, sha256], [listed.size, listed.sha256], path);
      }
      assert.ok((await countOf('/api/models/granary/tiny-onnx/tree/' + found.commit)).requests <= 2);
    },
  );

  await check(
    'a quant is downloaded with all its files, and the next quant downloads only files that are not shared',
    async () => {
      const first = await ask('download', 'granary/tiny-onnx', { quant: 'q4' });
      assert.equal(first.error, undefined, JSON.stringify(first.error));
      assert.deepEqual(statuses(first), {
        fp32: 'available',
        fp16: 'available',
        q8: 'available',
        q4: 'downloaded',
      });
      const second = await ask('download', 'granary/tiny-onnx', { quant: 'fp16' });
      assert.deepEqual(statuses(second), { ...statuses(first), fp16: 'downloaded' });
      assert.equal((await countOf('granary/tiny-onnx/config.json')).requests, 1);
      const { sha256, size } = await hub.listed('granary/tiny-onnx', 'onnx/model_q4.onnx_data_1');
      assert.equal((await countOf('granary/tiny-onnx/onnx/model_q4.onnx_data_1')).bytesSent, size);
      const digest = await page.evaluate(async () => {
        const file = await store.hub.file('granary/tiny-onnx', 'onnx/model_q4.onnx_data_1');
        const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.bytes()));
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      });
      assert.equal(digest, sha256);
    },
  );

  await check('the deletion of a quant keeps the files of other quants', async () => {
    assert.equal(await ask('delete', 'granary/tiny-onnx', { quant: 'q4' }), true);
    const left = await ask('get', 'granary/tiny-onnx');
    assert.deepEqual([statuses(left).q4, statuses(left).fp16], ['available', 'downloaded']);
  });

  await check('a download without a quant fails, and the error lists the quants', async () => {
    const { error } = await ask('download', 'granary/tiny-gguf', {});
    assert.equal(error?.code, 'INVALID');
    assert.match(error.message, /Q4_K_M/);
    assert.match(error.message, /Q8_0/);
  });

  await check('an interrupted quant is paused, and can be resumed', async () => {
    const path = 'granary/medium-gguf/medium-Q4_K_M.gguf';
    await hub.fault({ path, kind: 'slow', bytesPerSecond: 6 * MiB });
    const failure = await page.evaluate(async () => {
      const aborter = new AbortController();
      const onProgress = ({ loaded, total }) => loaded > total / 8 && aborter.abort(new Error('enough'));
      const options = { quant: 'Q4_K_M', signal: aborter.signal, onProgress };
      return store.hub.download('granary/medium-gguf', options).then(
        () => 'nothing',
        ({ message }) => message,
      );
    });
    assert.equal(failure, 'enough');
    const { quants } = await ask('get', 'granary/medium-gguf');
    assert.equal(quants.Q4_K_M.status, 'paused');
    assert.ok(quants.Q4_K_M.loaded > quants.Q4_K_M.size / 10, `${quants.Q4_K_M.loaded} bytes are left`);
    await hub.clearFaults();
    const done = await ask('download', 'granary/medium-gguf', { quant: 'Q4_K_M' });
    assert.equal(done.quants?.Q4_K_M.status, 'downloaded', JSON.stringify(done.error));
    const { bytesSent, ranges } = await countOf(path);
    const told = `${bytesSent} of ${quants.Q4_K_M.size} bytes were sent, ranges ${ranges}`;
    assert.ok(bytesSent <= quants.Q4_K_M.size + 8 * MiB, told);
  });

  await check('checkForUpdate finds an update, and its download fetches only changed files', async () => {
    const files = ['model.safetensors', 'steady.safetensors', 'config.json'];
    const before = await ask('download', 'granary/moving', { files });
    assert.equal(before.error, undefined, JSON.stringify(before.error));
    assert.equal(await ask('checkForUpdate', 'granary/moving'), null);
    const { commit } = await hub.move();
    const update = await ask('checkForUpdate', 'granary/moving');
    assert.deepEqual([update.current, update.latest], [before.commit, commit]);
    assert.deepEqual(update.changedFiles.toSorted(), ['added.bin', 'config.json', 'model.safetensors']);
    const after = await ask('download', 'granary/moving', { files });
    assert.equal(after.commit, commit);
    assert.equal((await countOf('granary/moving/steady.safetensors')).requests, 1);
    assert.equal((await countOf('granary/moving/model.safetensors')).requests, 2);
  });

  await check('a scan of an absent repository or revision fails with NOT_FOUND', async () => {
    assert.equal((await ask('scan', 'granary/absent')).error?.code, 'NOT_FOUND');
    assert.equal((await ask('scan', 'gpt2-like', { revision: 'absent' })).error?.code, 'NOT_FOUND');
    assert.equal((await ask('scan', 'gpt2-like', { revision: 'refs/pr/1' })).repo, 'gpt2-like');
  });

  await check(
    'a gated download fails with GATED and the quant is failed; with a token it is downloaded',
    async () => {
      const { error } = await ask('download', 'granary/gated', { quant: 'safetensors' });
      assert.equal(error?.code, 'GATED');
      assert.equal((await ask('get', 'granary/gated')).quants.safetensors.status, 'failed');
      await page.evaluate(() => store.close());
      await open({ token: 'test-token' });
      const done = await ask('download', 'granary/gated', { quant: 'safetensors' });
      assert.equal(done.quants?.safetensors.status, 'downloaded', JSON.stringify(done.error));
      const counts = Object.values(await hub.counts()).filter(({ ranges }) => ranges);
      assert.equal((await hub.counts())['granary/gated/model.safetensors'].authorized, 0);
      assert.ok(
        counts.some(({ authorized }) => authorized > 0),
        'the first origin received no token',
      );
    },
  );

  await check('without the hub all stored files can still be used', async () => {
    await hub.close();
    const known = await ask('list');
    assert.ok(known.map(({ repo }) => repo).includes('granary/tiny-onnx'));
    assert.equal(statuses(await ask('download', 'granary/tiny-onnx', { quant: 'fp16' })).fp16, 'downloaded');
    const { error } = await ask('scan', 'granary/tiny-onnx');
    assert.equal(error?.code, 'NETWORK');
  });
  await browser.close();
}
