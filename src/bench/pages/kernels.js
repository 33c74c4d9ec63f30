// Each kernel beside plain Java, which TeaVM made JavaScript of, and the platform's own where there is one: as many calls
// as take a while, in turns, so that what slows the machine slows all of them. A kernel's digests include bringing the
// bytes into its memory, as they are brought there for a store; what else it works on lies there already, as it would.
const KIB = 1024;
const data = 256 * KIB;
const rows = 1000;
const selected = 20;
const width = 64;
/** Of the links of a row: how many there are, and 32. */
const stride = 33;

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) bytes.set(random(Math.min(65536, length - at)), at);
  return bytes;
}

const randomFloats = (length) => Float32Array.from({ length }, () => Math.random() - 0.5);

/** The contenders, by what they do: functions that each do the same work once. */
export async function contenders() {
  const twins = await import('/kernel-cases/kernel-cases.js');
  const chain = await twins.chain(
    () => fetch('/kernels/kernels-relaxed.wasm'),
    () => fetch('/kernels/kernels.wasm'),
  );
  const baseline = await twins.chain(null, () => fetch('/kernels/kernels.wasm'));
  const relaxed = chain.link() === 'relaxed' ? chain : null;
  return {
    link: chain.link(),
    ...digests(twins, baseline),
    ...scores(twins, baseline, relaxed),
    ...search(twins, baseline, relaxed),
    ...forms(twins, baseline),
  };
}

const memoryOf = (chain) => chain.kernels().memory.buffer;

function put(chain, array) {
  const address = Number(chain.allocate(array.byteLength));
  new Uint8Array(memoryOf(chain)).set(new Uint8Array(array.buffer, 0, array.byteLength), address);
  return address;
}

function digests(twins, baseline) {
  const bytes = randomBytes(data);
  const signed = new Int8Array(bytes.buffer);
  const at = put(baseline, bytes);
  const out = Number(baseline.allocate(1024));
  const kernels = baseline.kernels();
  const bring = () => new Uint8Array(memoryOf(baseline), at, data).set(bytes);
  const brought = (kernel) => () => {
    bring();
    kernel();
  };
  return {
    'CRC-32C': {
      work: data,
      kernel: brought(() => kernels.crc32c_blocks(at, data, out)),
      java: () => twins.crc32c(signed),
    },
    'SHA-1': {
      work: data,
      kernel: brought(() => kernels.sha1(out, at, data / 64)),
      java: () => twins.sha1(signed),
      platform: () => crypto.subtle.digest('SHA-1', bytes),
    },
    'SHA-256': {
      work: data,
      kernel: brought(() => kernels.sha256(out, at, data / 64)),
      java: () => twins.sha256(signed),
      platform: () => crypto.subtle.digest('SHA-256', bytes),
    },
  };
}

/** The same call of both modules; none of the relaxed one where the engine has it not. */
function both(baseline, relaxed, make) {
  return { kernel: make(baseline), ...(relaxed && { relaxed: make(relaxed) }) };
}

function scores(twins, baseline, relaxed) {
  const ids = Int32Array.from({ length: rows }, (_, i) => (i * 577) % rows);
  const results = new Float32Array(rows);
  const made = {};
  for (const dimensions of [128, 768]) {
    const query = randomFloats(dimensions);
    const floats = randomFloats(rows * dimensions);
    const kernels = baseline.kernels();
    const [q, r, i] = [put(baseline, query), put(baseline, floats), put(baseline, ids)];
    const out = Number(baseline.allocate(4 * rows));
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
    made[`f32 dot, ${dimensions}, flat`] = {
      work: rows,
      kernel: () => kernels.flat_dot_f32(q, r, stride, stride, -1, 1, rows, out),
      java: () => twins.flatDotF32(query, floats, results),
    };

    const numbers = new Int8Array(randomBytes(dimensions).buffer);
    const sevenBits = sevenBitRows(dimensions);
    const places = (chain) => ({
      kernels: chain.kernels(),
      query: prepared(chain, numbers),
      rows: put(chain, sevenBits),
      ids: put(chain, ids),
      out: Number(chain.allocate(4 * rows)),
    });
    const at = new Map([baseline, relaxed].filter(Boolean).map((chain) => [chain, places(chain)]));
    made[`int8 dot, ${dimensions}, by number`] = {
      work: rows,
      ...both(baseline, relaxed, (chain) => {
        const { kernels, query, rows: from, ids, out } = at.get(chain);
        return () => kernels.dot_u7(query, from, dimensions, dimensions, -1, 1, rows, out, ids);
      }),
      java: () => twins.dotU7(numbers, sevenBits, ids, results),
    };
    made[`int8 dot, ${dimensions}, flat`] = {
      work: rows,
      ...both(baseline, relaxed, (chain) => {
        const { kernels, query, rows: from, out } = at.get(chain);
        return () => kernels.flat_dot_u7(query, from, dimensions, dimensions, -1, 1, rows, out);
      }),
      java: () => twins.flatDotU7(numbers, sevenBits, results),
    };
  }
  return made;
}

const sevenBitRows = (dimensions) =>
  new Int8Array(randomBytes(rows * dimensions).map((byte) => byte & 127).buffer);

function prepared(chain, numbers) {
  const query = Number(chain.allocate(2 * numbers.length));
  chain.kernels().prepare_u7(put(chain, numbers), 0, query, numbers.length);
  return query;
}

/** What a search of a graph needs besides distances; 768 dimensions. */
function search(twins, baseline, relaxed) {
  const dimensions = 768;
  const list = randomFloats(100 * rows);
  const [from, pool] = [put(baseline, list), Number(baseline.allocate(8 * selected))];
  const numbers = new Int8Array(randomBytes(dimensions).buffer);
  const sevenBits = sevenBitRows(dimensions);
  const links = Int32Array.from({ length: rows * stride }, (_, i) =>
    i % stride === 0 ? stride - 1 : (Math.floor(i / stride) * 31 + (i % stride) * 97) % rows,
  );
  const few = Int32Array.from({ length: 24 }, (_, i) => (i * 41) % rows);
  const graph = twins.graph(sevenBits, dimensions, links, stride);
  const prepare = {
    work: dimensions,
    ...both(baseline, relaxed, (chain) => {
      const [raw, query] = [put(chain, numbers), Number(chain.allocate(2 * dimensions))];
      return () => chain.kernels().prepare_u7(raw, 0, query, dimensions);
    }),
    java: () => twins.prepareU7(numbers),
  };
  const diverse = {
    work: few.length,
    ...both(baseline, relaxed, (chain) => {
      const [query, rows, ids] = [prepared(chain, numbers), put(chain, sevenBits), put(chain, few)];
      const { any_below_u7: anyBelow } = chain.kernels();
      return () => anyBelow(query, rows, dimensions, dimensions, -1, 1, few.length, -1e9, ids);
    }),
    java: () => twins.anyBelowU7(numbers, sevenBits, few, -1e9),
  };
  const beam = {
    work: 1,
    ...both(baseline, relaxed, (chain) => {
      const { beam } = chain.kernels();
      const query = prepared(chain, numbers);
      const level = [
        put(chain, sevenBits),
        dimensions,
        dimensions,
        put(chain, links),
        4 * stride,
        put(chain, new Int32Array(rows)),
        0,
        Number(chain.allocate(4 * stride)),
        Number(chain.allocate(4 * stride + 16)),
        Number(chain.allocate(8 * width)),
      ];
      const at = put(chain, Int32Array.from(level));
      return () => beam(at, query, 0, width, -1, 1);
    }),
    java: () => graph.search(numbers, width),
  };
  return {
    [`best ${selected} of ${100 * rows}`]: {
      work: 100 * rows,
      kernel: () => baseline.kernels().select_best(from, 100 * rows, selected, pool),
      java: () => twins.selectBest(list, selected),
    },
    'query prepared, 768': prepare,
    'diversity, 24 of 768': diverse,
    [`beam of ${width} over ${rows} of 768`]: beam,
  };
}

function forms(twins, baseline) {
  const bytes = randomBytes(data);
  const signed = new Int8Array(bytes.buffer);
  const at = put(baseline, bytes);
  const to = Number(baseline.allocate(8 * data));
  const kernels = baseline.kernels();
  const [halves, nibbles] = [new Float32Array(data / 2), new Float32Array(2 * data)];
  const [shuffled, wide] = [new Int8Array(data), new Int8Array(2 * data)];
  return {
    'f16 to f32': {
      work: data,
      kernel: () => kernels.f16_to_f32(at, to, data / 2),
      java: () => twins.f16(signed, halves),
    },
    'bf16 to f32': {
      work: data,
      kernel: () => kernels.bf16_to_f32(at, to, data / 2),
      java: () => twins.bf16(signed, halves),
    },
    'int4 to int8': {
      work: data,
      kernel: () => kernels.int4_to_int8(at, to, 2 * data, 8),
      java: () => twins.int4ToBytes(signed, wide),
    },
    'int4 to f32': {
      work: data,
      kernel: () => kernels.int4_to_f32(at, to, 2 * data, 8, 0, 0.5),
      java: () => twins.int4(signed, nibbles),
    },
    ...Object.fromEntries(
      [2, 4].flatMap((width) => [
        [
          `shuffle of ${width} bytes`,
          {
            work: data,
            kernel: () => kernels[`shuffle${width}`](at, to, data / width),
            java: () => twins.shuffle(signed, width, shuffled),
          },
        ],
        [
          `shuffle of ${width} bytes, back`,
          {
            work: data,
            kernel: () => kernels[`unshuffle${width}`](at, to, data / width),
            java: () => twins.unshuffle(signed, width, shuffled),
          },
        ],
      ]),
    ),
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
