// Tests the chain in Node. The engine may have a relaxed instruction that multiplies wrong: Node 20
// has one, behind a flag.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';

setFlagsFromString('--experimental-wasm-relaxed-simd');
const { chain } = await import('../target/kernel-cases/kernel-cases.js');
const folder = new URL('../../../kernels/target/', import.meta.url);
const file = (name) => async () => ({
  ok: true,
  arrayBuffer: async () => readFileSync(new URL(name, folder)),
});
const [relaxed, baseline] = [file('kernels-relaxed.wasm'), file('kernels.wasm')];
const cases = JSON.parse(readFileSync(new URL('kernel-cases.json', folder), 'utf8'));

/** Describes the first result that differs from the case. */
function failureOf({ name, ones, before, calls, after }, kernels) {
  const memory = new Uint8Array(kernels.memory.buffer);
  for (const [address, length] of ones) memory.fill(0xff, address, address + length);
  for (const [address, base64] of before) memory.set(Buffer.from(base64, 'base64'), address);
  for (const [kernel, result, values] of calls) {
    const found = kernels[kernel](...values);
    if (result !== null && found !== result)
      return `${name}: ${kernel} returns ${found} instead of ${result}`;
  }
  const wrong = after.find(
    ([address, base64]) => !Buffer.from(base64, 'base64').every((byte, i) => byte === memory[address + i]),
  );
  return wrong && `${name}: the bytes at ${wrong[0]} differ`;
}

const failures = (kernels) => cases.map((each) => failureOf(each, kernels)).filter(Boolean);

async function instance(fetched) {
  const bytes = await (await fetched()).arrayBuffer();
  return WebAssembly.validate(bytes) ? (await WebAssembly.instantiate(bytes)).instance.exports : undefined;
}

test('kernels with SIMD pass every case', async () => {
  assert.ok(cases.length > 70);
  assert.deepEqual(failures(await instance(baseline)), []);
});

test('the chain takes the relaxed kernels exactly where they pass every case', async () => {
  // The chain comes first. An engine that is wrong before it optimises a function may be right
  // after many cases.
  const chosen = await chain(relaxed, baseline);
  const kernels = await instance(relaxed);
  const sound = kernels !== undefined && failures(kernels).length === 0;
  assert.equal(chosen.link(), sound ? 'relaxed' : 'baseline');
  assert.deepEqual(failures(chosen.kernels()), []);
});

test('without files the chain chooses plain Java', async () => {
  assert.equal((await chain(null, null)).link(), 'java');
});
