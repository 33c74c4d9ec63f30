// Each kernel beside plain Java, which TeaVM made JavaScript of, and the platform's own where there is one: as many calls
// as take a while, in turns, so that what slows the machine slows all of them. Data fits in a processor's cache.
const KIB = 1024;
const data = 256 * KIB;
const rows = 1000;
const selected = 20;

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) bytes.set(random(Math.min(65536, length - at)), at);
  return bytes;
}

const randomFloats = (length) => Float32Array.from({ length }, () => Math.random() - 0.5);

/** The contenders, by what they do: functions that each do the same work once. */
export async function contenders() {
  const twins = await import('/twins/twins.js');
  const chain = await twins.chain(
    () => fetch('/kernels/kernels-relaxed.wasm'),
    () => fetch('/kernels/kernels.wasm'),
  );
  const simd = await twins.chain(null, () => fetch('/kernels/kernels.wasm'));
  return {
    link: chain.link(),
    ...digests(twins, simd),
    ...scores(twins, simd, chain),
    ...forms(twins, simd),
  };
}

const memoryOf = (chain) => chain.kernels().memory.buffer;

function put(chain, array) {
  const address = Number(chain.allocate(array.byteLength));
  new Uint8Array(memoryOf(chain)).set(new Uint8Array(array.buffer, 0, array.byteLength), address);
  return address;
}

function digests(twins, simd) {
  const bytes = randomBytes(data);
  const signed = new Int8Array(bytes.buffer);
  const at = put(simd, bytes);
  const out = Number(simd.allocate(1024));
  const kernels = simd.kernels();
  return {
    'CRC-32C': {
      work: data,
      kernel: () => kernels.crc32c_blocks(at, data, out),
      java: () => twins.crc32c(signed),
    },
    'SHA-1': {
      work: data,
      kernel: () => kernels.sha1(out, at, data / 64),
      java: () => twins.sha1(signed),
      platform: () => crypto.subtle.digest('SHA-1', bytes),
    },
    'SHA-256': {
      work: data,
      kernel: () => kernels.sha256(out, at, data / 64),
      java: () => twins.sha256(signed),
      platform: () => crypto.subtle.digest('SHA-256', bytes),
    },
  };
}

function scores(twins, simd, best) {
  const ids = Int32Array.from({ length: rows }, (_, i) => (i * 577) % rows);
  const results = new Float32Array(rows);
  const made = {};
  for (const dimensions of [128, 768]) {
    const query = randomFloats(dimensions);
    const floats = randomFloats(rows * dimensions);
    const numbers = new Int8Array(randomBytes(dimensions).buffer);
    const sevenBits = new Int8Array(randomBytes(rows * dimensions).map((byte) => byte & 127).buffer);
    const kernels = simd.kernels();
    const [q, r, i] = [put(simd, query), put(simd, floats), put(simd, ids)];
    const out = Number(simd.allocate(4 * rows));
    const stride = 4 * dimensions;
    made[`f32 dot, ${dimensions}, by number`] = {
      work: rows,
      kernel: () => kernels.dot_f32(q, r, stride, stride, -1, 1, rows, out, i),
      java: () => twins.dotF32(query, floats, ids, results),
    };
    made[`f32 squared distance, ${dimensions}, by number`] = {
      work: rows,
      kernel: () => kernels.squared_f32(q, r, stride, stride, 1, 0, rows, out, i),
      java: () => twins.squaredF32(query, floats, ids, results),
    };
    const bytes = (chain) => {
      const prepared = Number(chain.allocate(2 * dimensions));
      chain.kernels().prepare_u7(put(chain, numbers), 0, prepared, dimensions);
      const places = [put(chain, sevenBits), put(chain, ids), Number(chain.allocate(4 * rows))];
      return { prepared, places, kernels: chain.kernels() };
    };
    const [baseline, relaxed] = [bytes(simd), bytes(best)];
    const byNumber = ({ prepared, places: [from, list, to], kernels }) =>
      kernels.dot_u7(prepared, from, dimensions, dimensions, -1, 1, rows, to, list);
    const flat = ({ prepared, places: [from, , to], kernels }) =>
      kernels.flat_dot_u7(prepared, from, dimensions, dimensions, -1, 1, rows, to);
    made[`int8 dot, ${dimensions}, by number`] = {
      work: rows,
      kernel: () => byNumber(baseline),
      relaxed: () => byNumber(relaxed),
      java: () => twins.dotU7(numbers, sevenBits, ids, results),
    };
    made[`int8 dot, ${dimensions}, flat`] = {
      work: rows,
      kernel: () => flat(baseline),
      relaxed: () => flat(relaxed),
      java: () => twins.flatDotU7(numbers, sevenBits, results),
    };
  }
  const list = randomFloats(100 * rows);
  const [from, pool] = [put(simd, list), Number(simd.allocate(8 * selected + 64))];
  made[`best ${selected} of ${100 * rows}`] = {
    work: 100 * rows,
    kernel: () => simd.kernels().select_best(from, 100 * rows, selected, pool),
    java: () => twins.selectBest(list, selected),
  };
  return made;
}

function forms(twins, simd) {
  const bytes = randomBytes(data);
  const signed = new Int8Array(bytes.buffer);
  const at = put(simd, bytes);
  const to = Number(simd.allocate(8 * data));
  const kernels = simd.kernels();
  const [halves, nibbles, shuffled] = [
    new Float32Array(data / 2),
    new Float32Array(2 * data),
    new Int8Array(data),
  ];
  return {
    'f16 to f32': {
      work: data,
      kernel: () => kernels.f16_to_f32(at, to, data / 2),
      java: () => twins.f16(signed, halves),
    },
    'int4 to f32': {
      work: data,
      kernel: () => kernels.int4_to_f32(at, to, 2 * data, 8, 0, 0.5),
      java: () => twins.int4(signed, nibbles),
    },
    'shuffle of 4 bytes': {
      work: data,
      kernel: () => kernels.shuffle4(at, to, data / 4),
      java: () => twins.shuffle(signed, 4, shuffled),
    },
  };
}

/** How much work each contender for one task does in a second, in `rounds` rounds by turns. */
export async function race(task, rounds) {
  const { work, ...others } = task;
  const names = Object.keys(others);
  const speeds = Object.fromEntries(names.map((name) => [name, []]));
  const calls = {};
  for (const name of names) calls[name] = await callsThatTake(100, others[name]);
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const began = performance.now();
      for (let i = 0; i < calls[name]; i++) {
        const pending = others[name]();
        if (pending instanceof Promise) await pending;
      }
      speeds[name].push((work * calls[name]) / ((performance.now() - began) / 1000));
    }
  }
  return speeds;
}

/** Also makes the engine compile it. */
async function callsThatTake(milliseconds, call) {
  for (let calls = 1; ; calls *= 2) {
    const began = performance.now();
    for (let i = 0; i < calls; i++) await call();
    if (performance.now() - began > milliseconds) return calls;
  }
}
