// Runs the cases of the kernels. Plain Java on the JVM computed the expected results during the
// build; every engine must return the same bits.
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

async function moduleOf(file) {
  const response = await fetch(`/kernels/${file}`);
  assert(response.ok, `${file} is there: ${response.status}`);
  return response.arrayBuffer();
}

async function assertCases(file) {
  const bytes = await moduleOf(file);
  const { instance } = await WebAssembly.instantiate(bytes);
  const kernels = instance.exports;
  const cases = await (await fetch('/kernels/kernel-cases.json')).json();
  assert(cases.length > 70, `more than 70 cases instead of ${cases.length}`);
  for (const { name, ones, before, calls, after } of cases) {
    const memory = new Uint8Array(kernels.memory.buffer);
    for (const [address, length] of ones) memory.fill(0xff, address, address + length);
    for (const [address, base64] of before) memory.set(bytesOf(base64), address);
    for (const [kernel, result, values] of calls) {
      const found = kernels[kernel](...values);
      if (result !== null) assertEqual(found, result, `${name}: the result of ${kernel}`);
    }
    for (const [address, base64] of after) {
      const expected = bytesOf(base64);
      const different = expected.findIndex((byte, i) => byte !== memory[address + i]);
      assertEqual(different, -1, `${name}: the first wrong byte after ${address}`);
    }
  }
}

test('kernels with SIMD return the same as plain Java', () => assertCases('kernels.wasm'));

test('kernels with relaxed SIMD return the same, where the engine supports them', async () => {
  const valid = WebAssembly.validate(await moduleOf('kernels-relaxed.wasm'));
  fact('relaxed SIMD', valid);
  if (valid) await assertCases('kernels-relaxed.wasm');
});
