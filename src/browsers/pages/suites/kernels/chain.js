// Tests which kernels a context gets, and their memory. The chain is a module, which only modules
// can import.
const importsModules = ['page', 'module-worker'].includes(harness.context);

const file = (name) => () => fetch(`/kernels/${name}`);
const relaxed = file('kernels-relaxed.wasm');
const baseline = file('kernels.wasm');
const absent = file('absent.wasm');

async function chainOf(...files) {
  const { chain } = await import('/kernel-cases/kernel-cases.js');
  return chain(...files);
}

const testOfModules = (name, body) => importsModules && test(name, body);

testOfModules('the chain begins with relaxed SIMD where the engine has it', async () => {
  const valid = WebAssembly.validate(await (await relaxed()).arrayBuffer());
  assertEqual((await chainOf(relaxed, baseline)).link(), valid ? 'relaxed' : 'baseline', 'link');
});

testOfModules('every link can be omitted', async () => {
  assertEqual((await chainOf(null, baseline)).link(), 'baseline', 'without relaxed SIMD');
  assertEqual((await chainOf(null, null)).link(), 'java', 'without any');
});

testOfModules('the chain skips a link whose file is missing', async () => {
  assertEqual((await chainOf(absent, baseline)).link(), 'baseline', 'without the first');
  assertEqual((await chainOf(absent, absent)).link(), 'java', 'without both');
});

testOfModules('the chain skips a link whose file is something else', async () => {
  const page = () => fetch('/index.html');
  const empty = async () => new Response(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  const half = async () => new Response((await (await baseline()).arrayBuffer()).slice(0, 15_400));
  for (const wrong of [page, empty, half]) {
    assertEqual((await chainOf(wrong, baseline)).link(), 'baseline', 'without the first');
    assertEqual((await chainOf(null, wrong)).link(), 'java', 'without any');
  }
});

testOfModules('the chain skips kernels that multiply wrong', async () => {
  // Replaces the multiplying instruction by a bitselect and a nop: the file is still a module, in
  // every engine.
  const bytes = new Uint8Array(await (await relaxed()).arrayBuffer());
  let replaced = 0;
  for (let at = 0; at < bytes.length - 2; at++) {
    if (bytes[at] !== 0xfd || bytes[at + 1] !== 0x93 || bytes[at + 2] !== 0x02) continue;
    bytes.set([0xfd, 0x52, 0x01], at);
    replaced++;
  }
  assertEqual(replaced, 8, 'instructions replaced');
  const wrong = async () => new Response(bytes);
  assert(WebAssembly.validate(bytes), 'it is a module');
  assertEqual((await chainOf(wrong, baseline)).link(), 'baseline', 'without the first');
  assertEqual((await chainOf(null, wrong)).link(), 'java', 'without any');
});

testOfModules('the chain gives up a file that never arrives', async () => {
  const began = performance.now();
  assertEqual((await chainOf(null, () => new Promise(() => {}))).link(), 'java', 'link');
  assert(performance.now() - began < 9_000, 'the chain gave it up in time');
});

testOfModules('memory grows, and its content stays where it is', async () => {
  const chain = await chainOf(null, baseline);
  const { memory } = chain.kernels();
  const first = Number(chain.allocate(100));
  chain.write(first, 77);
  const before = memory.buffer;
  const second = Number(chain.allocate(20_000_000));
  assert(memory.buffer !== before, 'it has grown');
  assert(second >= first + 100 && memory.buffer.byteLength >= second + 20_000_000, 'there is room');
  assertEqual(chain.read(first), 77, 'what was there');
  chain.write(second + 19_999_980, 5);
  assertEqual(chain.read(second + 19_999_980), 5, 'what came behind it');
});

testOfModules('a growth that the browser refuses is an error, and nothing is lost', async () => {
  const chain = await chainOf(null, baseline);
  const first = Number(chain.allocate(64));
  chain.write(first, 42);
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('There is no more');
  };
  try {
    assert(/^QUOTA 500000000 \d+$/.test(chain.allocate(500_000_000)), 'the error has needed and available');
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
  assertEqual(chain.read(first), 42, 'what was there');
  const next = Number(chain.allocate(64));
  assertEqual(next, first + 64, 'the next address');
  assert(/^QUOTA 2147483647 \d+$/.test(chain.allocate(2_147_483_647)), 'an address has 31 bits');
  assertEqual(chain.allocate(-600), 'INVALID', 'a length below 0');
});

testOfModules('an allocation may take exactly the rest of the memory', async () => {
  const chain = await chainOf(null, baseline);
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (pages > 17) throw new RangeError('There is no more');
    return grow.call(this, pages);
  };
  try {
    const address = Number(chain.allocate(1024 * 1024));
    chain.write(address + 1024 * 1024 - 64, 9);
    assertEqual(chain.read(address + 1024 * 1024 - 64), 9, 'the end of it');
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
});

testOfModules('new memory is filled with zeros, with all kernels', async () => {
  for (const files of [
    [relaxed, baseline],
    [null, baseline],
  ]) {
    const chain = await chainOf(...files);
    const address = Number(chain.allocate(4096));
    const bytes = new Uint8Array(chain.kernels().memory.buffer, address, 4096);
    assert(
      bytes.every((byte) => byte === 0),
      `zeros for ${chain.link()}`,
    );
  }
});
