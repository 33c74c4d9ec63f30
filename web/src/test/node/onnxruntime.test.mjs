// Tests onnxSession by itself. The folder src/engines runs it with onnxruntime-web.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startHub } from './hub-server.mjs';
import { onnx } from './model-files.mjs';
import { describePackages } from './packages.mjs';
import { bytes, fails } from './support.mjs';

const hub = await startHub();
const weights = bytes(100_000);
const more = bytes(50_000);
const model = onnx([
  ['a', 1, [25_000], 100_000, './model.onnx_data'],
  ['b', 1, [2, 3], 24],
  ['c', 1, [12_500], 50_000, 'parts/more.bin'],
  ['d', 99, [1], 1, 'parts/more.bin'],
]);

describePackages('onnxSession', ({ folder, open, the }) => {
  let onnxSession;
  before(async () => {
    ({ onnxSession } = await import(pathToFileURL(join(folder, 'onnxruntime.js')).href));
  });

  const found = async ({ model, options }) => ({
    model,
    data: await Promise.all(
      options.externalData.map(async ({ path, data }) => [path, new Uint8Array(await data.arrayBuffer())]),
    ),
  });
  const data = [
    ['./model.onnx_data', weights],
    ['parts/more.bin', more],
  ];

  test('gives the model, and each external file under the name that the model has for it', async () => {
    const { files } = the.store;
    await files.put('m/model.onnx', model);
    await files.put('m/model.onnx_data', weights);
    await fails(onnxSession(the.store, 'm/model.onnx'), 'NOT_FOUND', 'm/parts/more.bin');
    await files.put('m/parts/more.bin', more);
    const session = await onnxSession(the.store, 'm/model.onnx');
    assert.ok(session.options.externalData.every(({ data }) => data instanceof Blob));
    assert.deepEqual(await found(session), { model, data });
    // At the root of the keys, too.
    await files.put('model.onnx', model);
    await files.put('model.onnx_data', more);
    await files.put('parts/more.bin', weights);
    const { options } = await onnxSession(the.store, 'model.onnx');
    assert.equal(options.externalData[0].data.size, more.length);
  });

  test('of a model without external data has no file, and of an absent or wrong model fails', async () => {
    const { files } = the.store;
    const alone = onnx([['w', 1, [2], 8]]);
    await files.put('alone.onnx', alone);
    assert.deepEqual(await onnxSession(the.store, 'alone.onnx'), {
      model: alone,
      options: { externalData: [] },
    });
    await fails(onnxSession(the.store, 'absent.onnx'), 'NOT_FOUND', 'absent.onnx');
    await files.put('text.onnx', new Blob(['no model']));
    await fails(onnxSession(the.store, 'text.onnx'), 'INVALID');
  });

  test('takes a model of the hub', async () => {
    await the.store.close();
    the.store = await open({ backend: 'memory', chunkSize: 65536, hub: { endpoint: hub.url } });
    const repo = `owner/external-${Math.random().toString(36).slice(2)}`;
    hub.commit(repo, {
      'config.json': '{}',
      'onnx/model.onnx': model,
      'onnx/model.onnx_data': weights,
      'onnx/parts/more.bin': more,
    });
    const paths = ['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/parts/more.bin'];
    await the.store.hub.download(repo, { files: paths });
    const { key } = await the.store.hub.file(repo, paths[0]);
    assert.deepEqual(await found(await onnxSession(the.store, key)), { model, data });
  });
});
