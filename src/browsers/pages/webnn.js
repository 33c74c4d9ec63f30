// The page's side of the scenario `webnn`: real graphs of WebNN, with constants from a store.
import { open } from '/package/index.js';
import { webnn } from '/package/webnn.js';

/** How often the engine was asked to build and to run a graph. */
const counts = { build: 0, dispatch: 0 };

/** What was given to MLGraphBuilder.constant. */
let given = [];

function watch(type, method, before) {
  const original = type.prototype[method];
  type.prototype[method] = function watched(...parameters) {
    before(parameters);
    return original.apply(this, parameters);
  };
}

if (globalThis.MLGraphBuilder) {
  watch(MLGraphBuilder, 'build', () => counts.build++);
  watch(MLContext, 'dispatch', () => counts.dispatch++);
  watch(MLGraphBuilder, 'constant', ([descriptor, bytes]) => {
    given.push({ descriptor, bytes, copy: bytes.length < 2 ** 21 ? bytes.slice() : undefined });
  });
}

const elementTypes = {
  float32: Float32Array,
  float16: globalThis.Float16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  int8: Int8Array,
  uint8: Uint8Array,
};

/** Small numbers that float16 holds exactly, and bfloat16 as well. */
const small = (count, seed) =>
  Float32Array.from({ length: count }, (_, i) => (((i * 7 + seed) % 31) - 15) / 16);

const bfloat16 = (floats) => Uint16Array.from(new Uint32Array(floats.buffer), (bits) => bits >>> 16);

/** Four-bit numbers, two in a byte. */
const packed = (numbers) => {
  const bytes = new Uint8Array(Math.ceil(numbers.length / 2));
  numbers.forEach((number, i) => (bytes[i >> 1] |= (number & 15) << (4 * (i & 1))));
  return bytes;
};

let store;

/** Builds a graph of these outputs, runs it once, and reads what it computes. */
async function run(context, builder, outputs, inputs = {}) {
  const graph = await builder.build(outputs);
  const tensors = {};
  const made = {};
  for (const [name, { operand, data }] of Object.entries(inputs)) {
    const { dataType, shape } = operand;
    tensors[name] = await context.createTensor({ dataType, shape, writable: true });
    context.writeTensor(tensors[name], data);
  }
  for (const [name, { dataType, shape }] of Object.entries(outputs)) {
    made[name] = await context.createTensor({ dataType, shape, readable: true });
  }
  context.dispatch(graph, tensors, made);
  const results = {};
  for (const [name, tensor] of Object.entries(made)) {
    const Type = elementTypes[tensor.dataType];
    results[name] = new Type(await context.readTensor(tensor));
  }
  return { results, made };
}

/** The weights of a small network, with the types in which they are stored. */
const [inputs, hidden, classes] = [96, 300, 10];
const network = {
  'layer1.weight': { values: small(inputs * hidden, 1), dataType: 'float32', shape: [inputs, hidden] },
  'layer1.bias': { values: small(hidden, 2), dataType: 'bfloat16', shape: [hidden] },
  'layer2.weight': { values: small(hidden * classes, 3), dataType: 'float16', shape: [hidden, classes] },
  'layer2.bias': { values: small(classes, 4), dataType: 'float64', shape: [classes] },
};
const stored = {
  float32: (values) => values,
  bfloat16,
  float16: (values) => new Float16Array(values),
  float64: (values) => new Float64Array(values),
};
const networkTensors = () =>
  Object.entries(network).map(([name, { values, dataType, shape }]) => ({
    name,
    dataType,
    shape,
    data: stored[dataType](values),
  }));

const example = small(inputs, 9);

/** The output of the network, computed with plain loops and doubles. */
function expectedOutput() {
  const dense = (input, weight, bias, size) =>
    Array.from({ length: size }, (_, j) =>
      input.reduce((sum, value, i) => sum + value * weight[i * size + j], bias[j]),
    );
  const { 'layer1.weight': w1, 'layer1.bias': b1, 'layer2.weight': w2, 'layer2.bias': b2 } = network;
  const first = dense(Array.from(example), w1.values, b1.values, hidden).map((x) => Math.max(0, x) / 64);
  return dense(first, w2.values, b2.values, classes).map(Math.tanh);
}

/** The same network as a graph of WebNN. */
function networkGraph(builder, constants) {
  const floats = (name) => builder.cast(constants.get(name), 'float32');
  const input = builder.input('input', { dataType: 'float32', shape: [1, inputs] });
  const scale = builder.constant({ dataType: 'float32', shape: [] }, new Float32Array([1 / 64]));
  const first = builder.relu(
    builder.add(builder.matmul(input, floats('layer1.weight')), floats('layer1.bias')),
  );
  const second = builder.matmul(builder.mul(first, scale), floats('layer2.weight'));
  return { input, output: builder.tanh(builder.add(second, floats('layer2.bias'))) };
}

async function openStore(name, options) {
  await store?.close();
  store = await open({ name, chunkSize: 65_536, ...options });
}

const as = { float64: 'float32' };

/** A network that is built from storage, and how to run it. */
async function builtNetwork(context) {
  const builder = new MLGraphBuilder(context);
  const constants = await webnn.loadOrFetch(store, 'network', { builder, context, as });
  const { input, output } = networkGraph(builder, constants);
  const graph = await webnn.build(builder, { output });
  const { dataType, shape } = input;
  return {
    graph,
    input: await context.createTensor({ dataType, shape, writable: true }),
    output: await context.createTensor({ dataType: 'float32', shape: output.shape, readable: true }),
  };
}

async function runNetwork({ graph, input, output }, context) {
  context.writeTensor(input, example);
  context.dispatch(graph, { input }, { output });
  return Array.from(new Float32Array(await context.readTensor(output)));
}

/** For each type: how many numbers, so that a tensor takes several pieces and its last chunk is not full. */
const many = 70_001;

/** Tensors of every type that is stored, with the values that their constants must have. */
const everyType = {
  float32: (i) => i / 8 - 1000,
  float16: (i) => ((i % 4001) - 2000) / 16,
  bfloat16: (i) => ((i % 255) - 127) * 2 ** ((i % 60) - 30),
  float64: (i) => i / 8 - 1000,
  int32: (i) => i * 7919 - 2 ** 30,
  uint32: (i) => i * 7919,
  int64: (i) => BigInt(i) * 7919n - 2n ** 40n,
  uint64: (i) => BigInt(i) * 7919n + 2n ** 40n,
  int16: (i) => (i % 65_536) - 32_768,
  uint16: (i) => i % 65_536,
  int8: (i) => (i % 256) - 128,
  uint8: (i) => i % 256,
  bool: (i) => i % 3,
  int4: (i) => (i % 16) - 8,
  uint4: (i) => (i * 5) % 16,
};
const storedElements = {
  ...elementTypes,
  float64: Float64Array,
  int16: Int16Array,
  uint16: Uint16Array,
  bool: Uint8Array,
};
const numbersOf = (type) => Array.from({ length: many }, (_, i) => everyType[type](i));

function bytesOf(type) {
  const numbers = numbersOf(type);
  if (type === 'bfloat16') return bfloat16(Float32Array.from(numbers));
  if (type.endsWith('int4')) return packed(numbers);
  return storedElements[type].from(numbers);
}

/** What a constant of a stored type must hold. */
function expectedOf(type) {
  const numbers = numbersOf(type);
  if (type === 'bfloat16') return numbers.map(Math.fround);
  if (type === 'bool') return numbers.map((number) => Number(number !== 0));
  return numbers;
}

/**
 * Gives the numbers of an operand as a graph computes them; undefined for a type that no operation takes. Four-bit
 * numbers become floats.
 */
function shown(builder, operand, limits) {
  const { dataType } = operand;
  if (limits.identity.input.dataTypes.includes(dataType)) return builder.identity(operand);
  if (limits.cast.input.dataTypes.includes(dataType)) return builder.cast(operand, 'int64');
  if (!dataType.endsWith('int4')) return undefined;
  const one = (type, bytes) => builder.constant({ dataType: type, shape: [1] }, bytes);
  const scale = one('float32', new Float32Array([1]));
  return builder.dequantizeLinear(operand, scale, one(operand.dataType, new Uint8Array([0])));
}

Object.assign(globalThis, {
  webnnPage: {
    counts: () => counts,

    open: ({ name, ...options }) => openStore(name, options),

    async probe() {
      const began = performance.now();
      const { available, reason, limits } = await webnn.probe();
      return { available, reason, types: limits?.constant.dataTypes, time: performance.now() - began };
    },

    async contextRefusal(options) {
      const began = performance.now();
      const { error } = await outcomeOf(webnn.context(options), 20_000);
      return { ...error, time: performance.now() - began };
    },

    async compute() {
      await store.models.put({ id: 'network' }, networkTensors());
      const context = await webnn.context({ deviceType: 'cpu' });
      const found = await runNetwork(await builtNetwork(context), context);
      context.destroy();
      return { found, expected: expectedOutput() };
    },

    /** Runs every stored type through a graph, and says where its numbers differ. */
    async types({ withContext }) {
      const tensors = Object.keys(everyType).map((type) => {
        return { name: type, dataType: type, shape: [many], data: bytesOf(type) };
      });
      const model = await store.models.put({ id: 'types' }, tensors);
      const context = await webnn.context({ deviceType: 'cpu' });
      const builder = new MLGraphBuilder(context);
      given = [];
      const outputs = {};
      const types = {};
      /** The numbers of constants that no operation takes. */
      const notRun = {};
      const options = { as, ...(withContext && { context }) };
      for await (const [name, operand] of model.constants(builder, options)) {
        types[name] = operand.dataType;
        const output = shown(builder, operand, context.opSupportLimits());
        if (output) outputs[name] = output;
        else notRun[name] = new elementTypes[operand.dataType](given.at(-1).copy.buffer);
      }
      const { results } = await run(context, builder, outputs);
      context.destroy();
      const differing = {};
      for (const type of Object.keys(everyType)) {
        // A number that is stored as uint4 is a constant of int4, smaller by 8.
        const shift = type === 'uint4' && types[type] === 'int4' ? 8 : 0;
        const found = results[type] ?? notRun[type];
        // Loosely, because some are BigInts.
        const differs = (number, i) => (shift ? number - shift : number) != found[i];
        const index = expectedOf(type).findIndex(differs);
        if (index >= 0) differing[type] = `${found[index]} at ${index}, not ${expectedOf(type)[index]}`;
      }
      return { types, differing, notRun: Object.keys(notRun) };
    },

    /** What `constant` was given: in which order, in what buffers, and whether a later read took each of them. */
    async buffers() {
      const sizes = { large: 200_000, small: 3, medium: 70_000 };
      const tensors = Object.entries(sizes).map(([name, count]) => {
        return { name, dataType: 'float32', shape: [count], data: small(count, 1) };
      });
      const model = await store.models.put({ id: 'buffers' }, tensors);
      const context = await webnn.context({ deviceType: 'cpu' });
      given = [];
      const seen = [];
      for await (const [name] of model.constants(new MLGraphBuilder(context), { context })) {
        const { bytes } = given.at(-1);
        seen.push({ name, length: bytes.byteLength, room: bytes.buffer.byteLength });
      }
      context.destroy();
      return { seen, taken: given.map(({ bytes }) => bytes.buffer.byteLength === 0) };
    },

    async refusedBeforeReading() {
      const model = await store.models.put({ id: 'refused' }, [
        { name: 'good', dataType: 'float32', shape: [2], data: new Float32Array(2) },
        { name: 'bad', dataType: 'q8_0', shape: [32], data: new Uint8Array(34) },
      ]);
      const context = await webnn.context({ deviceType: 'cpu' });
      const { stream } = Blob.prototype;
      let reads = 0;
      Blob.prototype.stream = function counted() {
        reads++;
        return stream.call(this);
      };
      given = [];
      const loading = async () => {
        for await (const each of model.constants(new MLGraphBuilder(context), { context })) void each;
      };
      const { error } = await outcomeOf(loading());
      Blob.prototype.stream = stream;
      context.destroy();
      return { ...error, reads, given: given.length };
    },

    async abort() {
      const model = await store.models.get('types');
      const context = await webnn.context({ deviceType: 'cpu' });
      const control = new AbortController();
      const reports = [];
      const names = [];
      const options = { as, context, signal: control.signal, onProgress: (report) => reports.push(report) };
      let outcome = 'no abort';
      try {
        for await (const [name] of model.constants(new MLGraphBuilder(context), options)) {
          names.push(name);
          if (names.length === 2) control.abort('enough');
        }
      } catch (reason) {
        outcome = reason;
      }
      context.destroy();
      return { outcome, names };
    },

    /** Keeps what a graph has computed, and reads it back. */
    async store() {
      const context = await webnn.context({ deviceType: 'cpu' });
      const builder = new MLGraphBuilder(context);
      const input = builder.input('input', { dataType: 'float32', shape: [2, 3] });
      const outputs = { doubled: builder.add(input, input), whole: builder.cast(input, 'int32') };
      const data = new Float32Array([1, 2, 3, 4, 5, 6]);
      const { made } = await run(context, builder, outputs, { input: { operand: input, data } });
      const model = await webnn.store(store, context, { id: 'results', framework: 'webnn' }, made);
      const secret = await context.createTensor({ dataType: 'float32', shape: [1] });
      const { error } = await outcomeOf(webnn.store(store, context, { id: 'secret' }, { secret }));
      context.destroy();
      const found = {};
      for (const { name, dataType, shape } of model.tensors) {
        found[name] = { dataType, shape, data: Array.from((await model.tensor(name)).data) };
      }
      return { found, error, left: await store.models.has('secret') };
    },

    /** Loads a model that is not stored, one that is stored, and one whose tensors were evicted. */
    async fetches() {
      const context = await webnn.context({ deviceType: 'cpu' });
      let fetched = 0;
      const fetch = async () => {
        fetched++;
        return store.models.put({ id: 'fetched' }, networkTensors());
      };
      const sizes = [];
      for (const evicting of [false, false, true]) {
        if (evicting) await store.clean({ kinds: ['tensor'], unusedFor: 0 });
        const builder = new MLGraphBuilder(context);
        const operands = await webnn.loadOrFetch(store, 'fetched', { builder, context, as, fetch });
        sizes.push([operands.size, fetched]);
      }
      await store.clean({ kinds: ['tensor'], unusedFor: 0 });
      const builder = new MLGraphBuilder(context);
      const { error } = await outcomeOf(webnn.loadOrFetch(store, 'fetched', { builder, context, as }));
      context.destroy();
      return { sizes, error };
    },

    /** Makes a kept network, which the scenario may lose. */
    async keep() {
      // Again, because another check has evicted its tensors.
      await store.models.put({ id: 'network' }, networkTensors());
      globalThis.kept = await webnn.keep(builtNetwork, { context: { deviceType: 'cpu' } });
      return kept.use(runNetwork);
    },

    /** Loses the context while the kept network runs, and gives what the run gives in the end. */
    async loseAndRun() {
      let lost = 0;
      const found = await kept.use(async (built, context) => {
        if (lost++ === 0) context.destroy();
        return runNetwork(built, context);
      });
      return { found, runs: lost, builds: kept.builds };
    },

    async runKept() {
      return { found: await kept.use(runNetwork), builds: kept.builds };
    },

    async closeKept() {
      await kept.close();
      return (await outcomeOf(kept.use(runNetwork))).error.code;
    },

    expected: expectedOutput,

    /** Loads one constant of so many bytes. */
    async large({ bytes }) {
      let left = bytes;
      const data = new ReadableStream({
        pull(controller) {
          const piece = new Uint8Array(Math.min(2 ** 20, left));
          left -= piece.length;
          if (piece.length > 0) controller.enqueue(piece);
          else controller.close();
        },
      });
      const model = await store.models.put({ id: 'large' }, [
        { name: 'large', dataType: 'uint8', shape: [bytes], data },
      ]);
      const context = await webnn.context({ deviceType: 'cpu' });
      const builder = new MLGraphBuilder(context);
      const outcome = await outcomeOf(
        (async () => {
          const operands = await webnn.loadOrFetch(store, model.id, { builder, context });
          await webnn.build(builder, { output: builder.identity(operands.get('large')) });
        })(),
        60_000,
      );
      return outcome.error ?? 'loaded';
    },
  },
});
