// Runs the files of the network for digits with an ONNX engine and with the page's own executor, on the same drawings.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import * as ort from 'onnxruntime-web';
import { digits } from './digits.mjs';

const root = resolve(import.meta.dirname, '../../../demo');
const repository = `${root}/target/classes/dev/granary/demo/repository`;
const page = `${root}/src/main/resources/dev/granary/demo/page`;

ort.env.wasm.numThreads = 1;

const files = {
  float32: ['model.safetensors', 'onnx/model.onnx'],
  float16: ['model.float16.safetensors', 'onnx/model_fp16.onnx'],
  int8: ['model.int8.safetensors', 'onnx/model_quantized.onnx'],
};

// Node takes the page's files for CommonJS; these two import nothing.
const pageModule = async (name) =>
  import(`data:text/javascript,${encodeURIComponent(await readFile(`${page}/${name}`, 'utf8'))}`);

for (const [precision, [safetensors, onnx]] of Object.entries(files)) {
  test(`the page and an ONNX engine agree in ${precision}`, async () => {
    const { imageOf } = await pageModule('image.js');
    const { PlainExecutor } = await pageModule('plain-executor.js');
    const { model, graph } = modelOf(await readFile(`${repository}/${safetensors}`));
    const executor = await PlainExecutor.load(model, graph);
    const session = await ort.InferenceSession.create(await readFile(`${repository}/${onnx}`));
    for (const [digit, strokes] of digits.entries()) {
      const image = imageOf(strokes);
      const plain = await executor.run(image);
      const feeds = { image: new ort.Tensor('float32', image, [1, 1, 28, 28]) };
      const { data } = (await session.run(feeds)).probabilities;
      assert.equal(plain.indexOf(Math.max(...plain)), digit);
      plain.forEach((probability, at) => {
        const difference = Math.abs(probability - data[at]);
        assert.ok(difference <= 1e-5, `${digit}: ${at} differs by ${difference}`);
      });
    }
  });
}

/** Reads a safetensors file, and gives its tensors as a stored model does. */
function modelOf(file) {
  const length = Number(file.readBigUInt64LE(0));
  const { __metadata__: metadata, ...entries } = JSON.parse(file.toString('utf8', 8, 8 + length));
  const tensors = Object.entries(entries).map(([name, { shape }]) => ({ name, shape }));
  const tensor = async (name) => {
    const { dtype, shape, data_offsets: offsets } = entries[name];
    const [begin, end] = offsets.map((offset) => 8 + length + offset);
    const values = { F32: floats, F16: halves, I8: (bytes) => new Int8Array(bytes) }[dtype];
    return { name, shape, data: Float32Array.from(values(new Uint8Array(file.subarray(begin, end)).buffer)) };
  };
  return { model: { tensors, tensor }, graph: JSON.parse(metadata.graph) };
}

function floats(bytes) {
  return new Float32Array(bytes);
}

function halves(bytes) {
  return Array.from(new Uint16Array(bytes), (bits) => {
    const exponent = (bits >> 10) & 31;
    const mantissa = bits & 1023;
    const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
    return bits >> 15 ? -size : size;
  });
}
