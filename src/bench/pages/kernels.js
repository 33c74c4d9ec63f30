// Runs each kernel beside plain Java, which TeaVM compiled to JavaScript, and beside the platform's
// own function where there is one. Each contender makes as many calls as take a while. The
// contenders run in turns, so that a slow machine slows all of them. The digests of a kernel
// include copying the bytes into its memory, as for a store. All other data lies in the kernel's
// memory already, as it would in use.
const KIB = 1024;
const data = 256 * KIB;
const rows = 1000;
const selected = 20;
const width = 64;
/** The links of a row: their number, and up to 32 links. */
const stride = 33;

const random = (length) => crypto.getRandomValues(new Uint8Array(length));

function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) bytes.set(random(Math.min(65536, length - at)), at);
  return bytes;
}

const randomFloats = (length) => Float32Array.from({ length }, () => Math.random() - 0.5);

/** Returns the contenders, by task: functions that each do the same work once. */
export async function contenders() {
  const inJava = await import('/kernel-cases/kernel-cases.js');
  const chain = await inJava.chain(
    () => fetch('/kernels/kernels-relaxed.wasm'),
    () => fetch('/kernels/kernels.wasm'),
  );
  const baseline = await inJava.chain(null, () => fetch('/kernels/kernels.wasm'));
  const relaxed = chain.link() === 'relaxed' ? chain : null;
  return {
    link: chain.link(),
    ...digests(inJava, baseline),
    ...scores(inJava, baseline, relaxed),
    ...search(inJava, baseline, relaxed),
    ...forms(inJava, baseline),
  };
}

const memoryOf = (chain) => chain.kernels().memory.buffer;

function put(chain, array) {
  const address = Number(chain.allocate(array.byteLength));
  new Uint8Array(memoryOf(chain)).set(new Uint8Array(array.buffer, 0, array.byteLength), address);
  return address;
}

function digests(inJava, baseline) {
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
      java: () => inJava.crc32c(signed),
    },
    'SHA-1': {
      work: data,
      kernel: brought(() => kernels.sha1(out, at, data / 64)),
      java: () => inJava.sha1(signed),
      platform: () => crypto.subtle.digest('SHA-1', bytes),
    },
    'SHA-256': {
      work: data,
      kernel: brought(() => kernels.sha256(out, at, data / 64)),
      java: () => inJava.sha256(signed),
      platform: () => crypto.subtle.digest('SHA-256', bytes),
    },
  };
}

/**
 * Makes the same call of both modules; leaves out the relaxed one where the engine does not have
 * it.
 */
function both(baseline, relaxed, make) {
  return { kernel: make(baseline), ...(relaxed && { relaxed: make(relaxed) }) };
}

function scores(inJava, baseline, relaxed) {
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
      java: () => inJava.dotF32(query, floats, ids, results),
    };
    made[`f32 squared distance, ${dimensions}, by number`] = {
      work: rows,
      kernel: () => kernels.squared_f32(q, r, stride, stride, 1, 0, rows, out, i),
      java: () => inJava.squaredF32(query, floats, ids, results),
    };
    made[`f32 dot, ${dimensions}, flat`] = {
      work: rows,
      kernel: () => kernels.flat_dot_f32(q, r, stride, stride, -1, 1, rows, out),
      java: () => inJava.flatDotF32(query, floats, results),
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
      java: () => inJava.dotU7(numbers, sevenBits, ids, results),
    };
    made[`int8 dot, ${dimensions}, flat`] = {
      work: rows,
      ...both(baseline, relaxed, (chain) => {
        const { kernels, query, rows: from, out } = at.get(chain);
        return () => kernels.flat_dot_u7(query, from, dimensions, dimensions, -1, 1, rows, out);
      }),
      java: () => inJava.flatDotU7(numbers, sevenBits, results),
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

/** The tasks of a graph search besides distances; 768 dimensions. */
function search(inJava, baseline, relaxed) {
  const dimensions = 768;
  const list = randomFloats(100 * rows);
  const [from, pool] = [put(baseline, list), Number(baseline.allocate(8 * selected))];
  const numbers = new Int8Array(randomBytes(dimensions).buffer);
  const sevenBits = sevenBitRows(dimensions);
  const links = Int32Array.from({ length: rows * stride }, (_, i) =>
    i % stride === 0 ? stride - 1 : (Math.floor(i / stride) * 31 + (i % stride) * 97) % rows,
  );
  const few = Int32Array.from({ length: 24 }, (_, i) => (i * 41) % rows);
  const graph = inJava.graph(sevenBits, dimensions, links, stride);
  const prepare = {
    work: dimensions,
    ...both(baseline, relaxed, (chain) => {
      const [raw, query] = [put(chain, numbers), Number(chain.allocate(2 * dimensions))];
      return () => chain.kernels().prepare_u7(raw, 0, query, dimensions);
    }),
    java: () => inJava.prepareU7(numbers),
  };
  const diverse = {
    work: few.length,
    ...both(baseline, relaxed, (chain) => {
      const [query, rows, ids] = [prepared(chain, numbers), put(chain, sevenBits), put(chain, few)];
      const { any_below_u7: anyBelow } = chain.kernels();
      return () => anyBelow(query, rows, dimensions, dimensions, -1, 1, few.length, -1e9, ids);
    }),
    java: () => inJava.anyBelowU7(numbers, sevenBits, few, -1e9),
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
      java: () => inJava.selectBest(list, selected),
    },
    'query prepared, 768': prepare,
    'diversity, 24 of 768': diverse,
    [`beam of ${width} over ${rows} of 768`]: beam,
  };
}

function forms(inJava, baseline) {
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
      java: () => inJava.f16(signed, halves),
    },
    'bf16 to f32': {
      work: data,
      kernel: () => kernels.bf16_to_f32(at, to, data / 2),
      java: () => inJava.bf16(signed, halves),
    },
    'int4 to int8': {
      work: data,
      kernel: () => kernels.int4_to_int8(at, to, 2 * data, 8),
      java: () => inJava.int4ToBytes(signed, wide),
    },
    'int4 to f32': {
      work: data,
      kernel: () => kernels.int4_to_f32(at, to, 2 * data, 8, 0, 0.5),
      java: () => inJava.int4(signed, nibbles),
    },
    ...Object.fromEntries(
      [2, 4].flatMap((width) => [
        [
          `shuffle of ${width} bytes`,
          {
            work: data,
            kernel: () => kernels[`shuffle${width}`](at, to, data / width),
            java: () => inJava.shuffle(signed, width, shuffled),
          },
        ],
        [
          `shuffle of ${width} bytes, back`,
          {
            work: data,
            kernel: () => kernels[`unshuffle${width}`](at, to, data / width),
            java: () => inJava.unshuffle(signed, width, shuffled),
          },
        ],
      ]),
    ),
  };
}

/**
 * Returns how much work per second each contender for one task does, in `rounds` rounds in turns.
 */
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

/** Also makes the engine compile the function. */
async function callsThatTake(milliseconds, call) {
  for (let calls = 1; ; calls *= 2) {
    const began = performance.now();
    for (let i = 0; i < calls; i++) await call();
    if (performance.now() - began > milliseconds) return calls;
  }
}
