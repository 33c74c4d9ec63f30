// Runs the graph of a stored network in plain JavaScript. `webnn-executor.js` runs the same graph by WebNN.

export class PlainExecutor {
  engine = 'plain';
  name = 'plain JavaScript';
  #layers;
  #side;

  constructor(layers, side) {
    this.#layers = layers;
    this.#side = side;
  }

  /** Reads the tensors of a model; the store verifies each of them. */
  static async load(model, graph) {
    const layers = [];
    for (const layer of graph.layers) {
      const weight = await model.tensor(`${layer.name}.weight`, { as: 'float32' });
      const { data: bias } = await model.tensor(`${layer.name}.bias`, { as: 'float32' });
      const scaled = model.tensors.some(({ name }) => name === `${layer.name}.scale`);
      if (scaled) {
        const { data: scale } = await model.tensor(`${layer.name}.scale`);
        const perOutput = weight.data.length / scale.length;
        weight.data.forEach((value, at) => (weight.data[at] = value * scale[Math.floor(at / perOutput)]));
      }
      layers.push({ ...layer, weight: weight.data, shape: weight.shape, bias });
    }
    return new PlainExecutor(layers, graph.input.at(-1));
  }

  /** @returns a probability for each class */
  async run(image) {
    let values = image;
    let side = this.#side;
    for (const layer of this.#layers) {
      if (layer.operation === 'conv2d') {
        [values, side] = convolve(layer, values, side);
      } else {
        values = multiply(layer, values);
      }
      values = layer.activation === 'softmax' ? softmax(values) : values.map((value) => Math.max(value, 0));
    }
    return values;
  }

  close() {}
}

/** Convolves an image. Images and weights lie channel by channel, then row by row. */
function convolve({ weight, bias, shape, stride, padding }, input, side) {
  const [outputs, inputs, kernel] = shape;
  const width = Math.floor((side + 2 * padding - kernel) / stride) + 1;
  const result = new Float32Array(outputs * width * width);
  for (let output = 0, to = 0; output < outputs; output++) {
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++, to++) {
        let sum = bias[output];
        for (let tap = 0; tap < kernel * kernel; tap++) {
          const row = y * stride - padding + Math.floor(tap / kernel);
          const column = x * stride - padding + (tap % kernel);
          if (row < 0 || row >= side || column < 0 || column >= side) continue;
          for (let channel = 0; channel < inputs; channel++) {
            sum +=
              input[(channel * side + row) * side + column] *
              weight[(output * inputs + channel) * kernel * kernel + tap];
          }
        }
        result[to] = sum;
      }
    }
  }
  return [result, width];
}

function multiply({ weight, bias, shape }, input) {
  const [outputs, inputs] = shape;
  return Float32Array.from({ length: outputs }, (_, output) => {
    let sum = bias[output];
    for (let at = 0; at < inputs; at++) sum += input[at] * weight[output * inputs + at];
    return sum;
  });
}

function softmax(scores) {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((left, right) => left + right);
  return powers.map((power) => power / sum);
}
