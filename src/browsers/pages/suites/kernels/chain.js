// Which kernels a context gets, and their memory. The chain is a module, which only modules can import.
const importsModules = ['page', 'module-worker'].includes(harness.context);

const file = (name) => () => fetch(`/kernels/${name}`);
const relaxed = file('kernels-relaxed.wasm');
const simd = file('kernels.wasm');
const absent = file('absent.wasm');

async function chainOf(...files) {
  const { chain } = await import('/twins/twins.js');
  return chain(...files);
}

const testOfModules = (name, body) => importsModules && test(name, body);

testOfModules('the chain begins with relaxed SIMD where the engine has it', async () => {
  const valid = WebAssembly.validate(await (await relaxed()).arrayBuffer());
  assertEqual((await chainOf(relaxed, simd)).link(), valid ? 'relaxed' : 'simd', 'link');
});

testOfModules('every link can be left out', async () => {
  assertEqual((await chainOf(null, simd)).link(), 'simd', 'without relaxed SIMD');
  assertEqual((await chainOf(null, null)).link(), 'java', 'without any');
});

testOfModules('a file that is not there is a link left out', async () => {
  assertEqual((await chainOf(absent, simd)).link(), 'simd', 'without the first');
  assertEqual((await chainOf(absent, absent)).link(), 'java', 'without both');
});

testOfModules('memory grows, and what lies in it stays where it is', async () => {
  const chain = await chainOf(null, simd);
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

testOfModules('a growth that the browser refuses says so, and nothing is lost', async () => {
  const chain = await chainOf(null, simd);
  const first = Number(chain.allocate(64));
  chain.write(first, 42);
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = () => {
    throw new RangeError('There is no more');
  };
  try {
    assert(/^QUOTA 500000000 \d+$/.test(chain.allocate(500_000_000)), 'needed and available are told');
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
  assertEqual(chain.read(first), 42, 'what was there');
  const next = Number(chain.allocate(64));
  assertEqual(next, first + 64, 'the next address');
  assert(/^QUOTA 2147483647 \d+$/.test(chain.allocate(2_147_483_647)), 'an address has 31 bits');
});
