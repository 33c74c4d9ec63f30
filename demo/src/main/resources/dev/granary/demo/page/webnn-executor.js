// Runs the graph of a stored network by WebNN. Its numbers are those of `plain-executor.js`, up to rounding.

/** Says whether WebNN can run a graph here, and why not. */
export async function probe() {
  if (!('ml' in navigator)) return { available: false, reason: 'This browser has no WebNN.' };
  try {
    const { webnn } = await import('/package/webnn.js');
    return await webnn.probe();
  } catch (error) {
    return { available: false, reason: `WebNN could not be loaded: ${error.message}` };
  }
}

export class WebNNExecutor {
  engine = 'webnn';
  name = 'WebNN';
  #kept;

  constructor(kept) {
    this.#kept = kept;
  }

  /** When the driver loses the context, Granary builds the graph again, from the store. */
  static async load(model, graph) {
    const { webnn } = await import('/package/webnn.js');
    return new WebNNExecutor(await webnn.keep((context) => build(context, model, graph)));
  }

  /** @returns a probability for each class */
  run(values) {
    return this.#kept.use(async ({ graph, image, probabilities }, context) => {
      context.writeTensor(image, values);
      context.dispatch(graph, { image }, { probabilities });
      return new Float32Array(await context.readTensor(probabilities));
    });
  }

  close() {
    return this.#kept.close();
  }
}

/** Builds the graph. Each constant goes from the store into WebNN, and into no array of this page. */
async function build(context, model, { input, layers }) {
  const builder = new MLGraphBuilder(context);
  const constants = new Map();
  for await (const [name, operand] of model.constants(builder)) constants.set(name, operand);
  const image = { dataType: 'float32', shape: input };
  let value = builder.input('image', image);
  for (const layer of layers) value = addLayer(builder, layer, value, constants);
  const { dataType, shape } = value;
  return {
    graph: await builder.build({ probabilities: value }),
    image: await context.createTensor({ ...image, writable: true }),
    probabilities: await context.createTensor({ dataType, shape, readable: true }),
  };
}

function addLayer(builder, { name, operation, stride, padding, activation }, input, constants) {
  const weight = asFloat(builder, constants, name);
  const bias = widened(builder, constants.get(`${name}.bias`));
  const value =
    operation === 'conv2d'
      ? builder.conv2d(input, weight, {
          bias,
          strides: [stride, stride],
          padding: [padding, padding, padding, padding],
        })
      : builder.gemm(builder.reshape(input, [1, weight.shape[1]]), weight, { c: bias, bTranspose: true });
  return activation === 'softmax' ? builder.softmax(value, 1) : builder.relu(value);
}

/** Computation is in float32: weights of other types are cast, and those of int8 scaled. */
function asFloat(builder, constants, name) {
  const weight = widened(builder, constants.get(`${name}.weight`));
  const scale = constants.get(`${name}.scale`);
  if (!scale) return weight;
  const perOutput = weight.shape.map((_, axis) => (axis === 0 ? weight.shape[0] : 1));
  return builder.mul(weight, builder.reshape(scale, perOutput));
}

function widened(builder, operand) {
  return operand.dataType === 'float32' ? operand : builder.cast(operand, 'float32');
}
