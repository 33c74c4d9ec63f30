// Runs the real onnxruntime-web in Node, on a model with external data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { onnxSession, open } from './package.mjs';
import { externalModel } from './tiny-model.mjs';

for (const location of ['model.onnx_data', './model.onnx_data', 'parts/model.bin']) {
  test(`onnxruntime-web runs a model whose weights lie in ${location}`, async () => {
    const store = await open({ backend: 'memory', chunkSize: 65536 });
    const { model, data, vectorOf } = externalModel(location);
    await store.files.put('a/model.onnx', model);
    await store.files.put(`a/${location.replace('./', '')}`, data);

    const { model: bytes, options } = await onnxSession(store, 'a/model.onnx');
    const session = await InferenceSession.create(bytes, options);
    const input_ids = new Tensor('int64', [3n, 999n], [1, 2]);
    const { last_hidden_state } = await session.run({ input_ids });
    assert.deepEqual([...last_hidden_state.data], [...vectorOf(3), ...vectorOf(999)]);
    await session.release();
    await store.close();
  });
}

test('without its external data the model does not run', async () => {
  const { model } = externalModel('model.onnx_data');
  await assert.rejects(InferenceSession.create(new Uint8Array(model)));
});
