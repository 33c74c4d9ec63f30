// Loads the constants of a stored model into WebNN, by Granary and by bare loops.
import { MIB, source } from './source.js';

let model;
let blobs;
let builder;

/** @param granary gives the store that is open */
export function constantsWork(granary, timed) {
  return {
    /** Stores a model of equally large tensors with different contents. */
    async putConstants({ count, mib }) {
      async function* tensors() {
        for (let i = 0; i < count; i++) {
          const data = source(mib * MIB, i + 1);
          yield { name: `t${i}`, dataType: 'float32', shape: [256, (mib * MIB) / 1024], data };
        }
      }
      await granary().models.put({ id: 'constants' }, tensors());
    },

    /** Does all that comes before the first byte: opens the model and its Blobs, and makes a context. */
    async prepareConstants() {
      const { webnn } = await import('/package/webnn.js');
      model = await granary().models.get('constants');
      blobs = new Map();
      for (const { name } of model.tensors) blobs.set(name, await model.blob(name));
      builder = new MLGraphBuilder(await webnn.context({ deviceType: 'cpu' }));
    },

    async loadConstants({ way, mib }) {
      const operands = [];
      const time = await timed(() => ways[way](operands));
      const bytes = model.tensors.reduce((sum, { byteSize }) => sum + byteSize, 0);
      if (operands.length !== model.tensorCount || bytes !== mib * MIB)
        throw new Error(`${bytes} bytes loaded`);
      return time;
    },
  };
}

const ways = {
  async granary(operands) {
    for await (const [, operand] of model.constants(builder)) operands.push(operand);
  },

  async bare(operands) {
    let buffer = new ArrayBuffer(Math.max(...model.tensors.map(({ byteSize }) => byteSize)));
    for (const { name, dataType, shape } of model.tensors) {
      const blob = blobs.get(name);
      const reader = blob.stream().getReader({ mode: 'byob' });
      for (let at = 0; at < blob.size;) {
        const { value } = await reader.read(new Uint8Array(buffer, at, blob.size - at));
        at += value.length;
        buffer = value.buffer;
      }
      operands.push(builder.constant({ dataType, shape }, new Uint8Array(buffer, 0, blob.size)));
    }
  },

  async buffers(operands) {
    for (const { name, dataType, shape } of model.tensors) {
      operands.push(
        builder.constant({ dataType, shape }, new Uint8Array(await blobs.get(name).arrayBuffer())),
      );
    }
  },
};
