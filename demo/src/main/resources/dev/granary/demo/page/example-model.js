// Generates the tensors of an example model while they are stored, so that any size needs little memory.

import { bytesAt, seedOf } from './generator.js';

const TENSOR = 16 * 1024 * 1024;
const PIECE = 256 * 1024;
const COLUMNS = 1024;

/** Small numbers around zero, as weights have them. */
export function* exampleTensors(name, size) {
  for (let position = 0, layer = 0; position < size; position += TENSOR, layer++) {
    const bytes = Math.min(TENSOR, size - position);
    yield {
      name: `layer.${layer}.weight`,
      dataType: 'float32',
      shape: [bytes / (4 * COLUMNS), COLUMNS],
      data: weights(seedOf(name), position, bytes),
    };
  }
}

function weights(seed, start, length) {
  let position = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (position < length) {
          const count = Math.min(PIECE, length - position);
          controller.enqueue(asWeights(bytesAt(seed, start + position, count)));
          position += count;
        }
        if (position === length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Replaces each random word by a float: the sum of its halves, around zero. */
function asWeights(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const floats = new Float32Array(words.length);
  for (let at = 0; at < words.length; at++) {
    floats[at] = ((words[at] & 0xffff) + (words[at] >>> 16) - 0xffff) * 2e-6;
  }
  return new Uint8Array(floats.buffer);
}
