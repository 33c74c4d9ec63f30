// Tests that other programs find the same in the model files that the local hub generates: the parsers of GGUF and
// safetensors of Hugging Face list the same tensors, and ONNX Runtime runs the model.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gguf, GGMLQuantizationType } from '@huggingface/gguf';
import { parseSafetensorsMetadata } from '@huggingface/hub';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { startHub } from './local-hub.mjs';

const repo = 'granary/formats';
const url = (path) => `${hub.origin}/${repo}/resolve/main/${path}`;
const bytesOf = async (path) => new Uint8Array(await (await fetch(url(path))).arrayBuffer());
let hub;
let expected;

before(async () => {
  hub = await startHub();
  expected = await (await fetch(url('expected.json'))).json();
});
after(() => hub.close());

const tensorsOf = (path) => expected[path].tensors;

test('our package lists what the hub says', async () => {
  const entry = resolve(import.meta.dirname, '../../../web/target/npm/index.js');
  const { open } = await import(pathToFileURL(entry).href);
  const store = await open({ backend: 'memory' });
  const { siblings } = await (await fetch(`${hub.origin}/api/models/${repo}`)).json();
  for (const { rfilename } of siblings) await store.files.put(rfilename, await bytesOf(rfilename));
  for (const [path, { tensors, header }] of Object.entries(expected)) {
    const file = await store.files.get(path);
    assert.deepEqual(await file.tensors(), tensors, path);
    assert.deepEqual(await file.header(), header, path);
  }
  await store.close();
});

/** The names of safetensors that differ from Granary's. */
const dtypes = { F8_E4M3: 'float8_e4m3fn', F8_E5M2: 'float8_e5m2', BF16: 'bfloat16', BOOL: 'bool' };
const typeOf = (dtype) =>
  dtypes[dtype] ?? dtype.replace(/^F/, 'float').replace(/^I/, 'int').replace(/^U/, 'uint');

function listed(header) {
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => ({
        name,
        dataType: typeOf(dtype),
        shape,
        byteSize: end - begin,
      }),
    );
}

test('the parser of safetensors lists the same tensors', async () => {
  const single = await parseSafetensorsMetadata({ repo, path: 'model.safetensors', hubUrl: hub.origin });
  assert.equal(single.sharded, false);
  assert.deepEqual(listed(single.header), tensorsOf('model.safetensors'));

  const path = 'shards/sharded.safetensors.index.json';
  const sharded = await parseSafetensorsMetadata({ repo, path, hubUrl: hub.origin });
  assert.equal(sharded.sharded, true);
  assert.deepEqual(Object.values(sharded.headers).flatMap(listed), tensorsOf(path));
});

const ours = { F32: 'float32', F16: 'float16', BF16: 'bfloat16', F64: 'float64' };
const ggufTypeOf = (dtype) => {
  const name = GGMLQuantizationType[dtype];
  const plain = ours[name] ?? name.replace(/^I(\d+)$/, 'int$1');
  return plain.toLowerCase().replace(/_k$/, '_K');
};

test('the parser of GGUF lists the same tensors and the same metadata', async () => {
  for (const path of ['every-type.gguf', 'splits/split-00002-of-00003.gguf']) {
    const { metadata, tensorInfos } = await gguf(url(path));
    const found = tensorInfos.map(({ name, shape, dtype }) => [
      name,
      ggufTypeOf(dtype),
      shape.map(Number).reverse(),
    ]);
    const all = expected[path]?.tensors ?? tensorsOf('splits/split-00001-of-00003.gguf').slice(0, 2);
    assert.deepEqual(
      found,
      all.map(({ name, dataType, shape }) => [name, dataType, shape]),
    );
    if (!expected[path]) continue;
    const { header } = expected[path];
    assert.equal(metadata['llama.rope.freq_base'], header['llama.rope.freq_base']);
    assert.equal(metadata['general.alignment'], header['general.alignment']);
    const tokens = metadata['tokenizer.ggml.tokens'];
    assert.equal(tokens.length, header['tokenizer.ggml.tokens'].length);
    assert.deepEqual(tokens.slice(0, 8), header['tokenizer.ggml.tokens'].first);
  }
});

test('ONNX Runtime runs the model', async () => {
  const path = 'formats.onnx_data';
  const session = await InferenceSession.create(await bytesOf('onnx/formats.onnx'), {
    externalData: [{ path, data: await bytesOf(`onnx/${path}`) }],
  });
  assert.deepEqual(session.inputNames, expected['onnx/formats.onnx'].header.inputs);
  const x = [1, 2, 3, 4];
  for (const [yes, factor] of [
    [true, 2],
    [false, 3],
  ]) {
    const { y } = await session.run({
      x: new Tensor('float32', Float32Array.from(x), [1, 4]),
      yes: new Tensor('bool', [yes], []),
    });
    const product = [0, 1, 2].map((column) =>
      x.reduce((sum, value, row) => sum + (value * (3 * row + column)) / 4, 0),
    );
    const bias = [0.5, 1, 1.5];
    assert.deepEqual(
      [...y.data],
      product.map((value, column) => (value + bias[column]) * factor),
    );
  }
  await session.release();
});
