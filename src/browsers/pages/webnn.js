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
  watch(MLGraphBuilder, 'constant', ([descriptor, bytes]) => given.push({ descriptor, bytes }));
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
const small = (count, seed) => Float32Array.from({ length: count }, (_, i) => (((i * 7 + seed) % 31) - 15) / 16);

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
  const first = dense(Array.from(example), w1.values, b1.values, hidden).map((x) => Math.max(0, x) / 8);
  return dense(first, w2.values, b2.values, classes).map(Math.tanh);
}

/** The same network as a graph of WebNN. */
function networkGraph(builder, constants) {
  const floats = (name) => builder.cast(constants.get(name), 'float32');
  const input = builder.input('input', { dataType: 'float32', shape: [1, inputs] });
  const eighth = builder.constant({ dataType: 'float32', shape: [] }, new Float32Array([1 / 8]));
  const first = builder.relu(
    builder.add(builder.matmul(input, floats('layer1.weight')), floats('layer1.bias')),
  );
  const second = builder.matmul(builder.mul(first, eighth), floats('layer2.weight'));
  return { input, output: builder.tanh(builder.add(second, floats('layer2.bias'))) };
}

async function openStore(name, options) {
  await store?.close();
  store = await open({ name, chunkSize: 65_536, ...options });
}

const as = { float64: 'float32' };

Object.assign(globalThis, {
  webnnPage: {
    counts: () => counts,

    open: ({ name, ...options }) => openStore(name, options),

    probe: async () => {
      const began = performance.now();
      const { available, reason, limits } = await webnn.probe();
      return { available, reason, types: limits?.constant.dataTypes, time: performance.now() - began };
    },

    contextRefusal: async (options) => {
      const began = performance.now();
      const { error } = await outcomeOf(webnn.context(options), 20_000);
      return { ...error, time: performance.now() - began };
    },

    async compute() {
      await store.models.put({ id: 'network' }, networkTensors());
      const context = await webnn.context({ deviceType: 'cpu' });
      const builder = new MLGraphBuilder(context);
      const constants = await webnn.loadOrFetch(store, 'network', { builder, context, as });
      const { input, output } = networkGraph(builder, constants);
      const { results } = await run(context, builder, { output }, { input: { operand: input, data: example } });
      context.destroy();
      return { found: Array.from(results.output), expected: expectedOutput() };
    },
  },
});
