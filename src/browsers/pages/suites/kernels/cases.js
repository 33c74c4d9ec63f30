// What kernels have to do, as plain Java on the JVM has said while they were built: every engine gives the same bits.
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
  assert(cases.length > 70, `as many cases as were written, and not ${cases.length}`);
  for (const { name, ones, before, calls, after } of cases) {
    const memory = new Uint8Array(kernels.memory.buffer);
    for (const [address, length] of ones) memory.fill(0xff, address, address + length);
    for (const [address, base64] of before) memory.set(bytesOf(base64), address);
    for (const [kernel, result, values] of calls) {
      const found = kernels[kernel](...values);
      if (result !== null) assertEqual(found, result, `${name}: what ${kernel} gives`);
    }
    for (const [address, base64] of after) {
      const expected = bytesOf(base64);
      const different = expected.findIndex((byte, i) => byte !== memory[address + i]);
      assertEqual(different, -1, `${name}: the first wrong byte behind ${address}`);
    }
  }
}

test('kernels with SIMD give what plain Java gives', () => assertCases('kernels.wasm'));

test('kernels with relaxed SIMD give the same, where the engine takes them', async () => {
  const valid = WebAssembly.validate(await moduleOf('kernels-relaxed.wasm'));
  fact('relaxed SIMD', valid);
  if (valid) await assertCases('kernels-relaxed.wasm');
});
