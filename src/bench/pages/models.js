// Makes and measures models in the page: the functions that the bench of models calls by name.
import { MIB, source } from './source.js';

const KIB = 1024;

/** @param granary gives the store that is open */
export function modelWork(granary, timed) {
  return {
    /** Puts one model of many small tensors with different contents. */
    putTensors({ id, count, seed }) {
      const tensors = smallTensors(count, seed);
      return timed(async () => {
        const model = await granary().models.put({ id }, tensors);
        if (model.tensorCount !== count) throw new Error(`${model.tensorCount} tensors stored`);
      });
    },

    /** Opens a model; the first call also loads the code of models. */
    openModel: ({ id, count }) =>
      timed(async () => {
        const { length } = (await granary().models.get(id)).tensors;
        if (length !== count) throw new Error(`${length} tensors instead of ${count}`);
      }),

    /** Stores a generated safetensors file, whose tensors have 4 MiB each. */
    async putSafetensors({ key, mib }) {
      const { header, count } = safetensorsHeader(mib);
      const parts = [new Blob([header]).stream(), source(mib * MIB, 1)];
      const file = await granary().files.put(key, joined(parts), { size: header.length + mib * MIB });
      return { size: file.size, count };
    },

    /** Lists the tensors of a stored file, and counts the bytes that are read from Blobs. */
    async listTensors({ key, count }) {
      const file = await granary().files.get(key);
      const reads = countReads();
      const time = await timed(async () => {
        const { length } = await file.tensors();
        if (length !== count) throw new Error(`${length} tensors instead of ${count}`);
      });
      return { ...time, ...reads.stop() };
    },

    async importModel({ id, key }) {
      const file = await granary().files.get(key);
      return timed(() =>
        granary()
          .models.import({ id }, file)
          .then(() => {}),
      );
    },

    /** Reads one tensor of 4 MiB, and counts the reads of Blobs. */
    async readTensor({ id, number }) {
      const model = await granary().models.get(id);
      const reads = countReads();
      const time = await timed(async () => {
        const { data } = await model.tensor(`t${number}`);
        if (data.byteLength !== 4 * MIB) throw new Error(`${data.byteLength} bytes instead of 4 MiB`);
      });
      return { ...time, ...reads.stop() };
    },

    /** Puts a model of tensors of 2 MiB. Tensors of the same seed are equal. */
    async putModel({ id, seeds }) {
      async function* tensors() {
        for (const [i, seed] of seeds.entries()) {
          const data = source(2 * MIB, seed);
          yield { name: `t${i}`, dataType: 'float16', shape: [MIB], data };
        }
      }
      await granary().models.put({ id }, tensors());
      return { storedBytes: (await granary().stats()).storedBytes };
    },
  };
}

/** Tensors of 4 KiB that are all different. */
export function smallTensors(count, seed) {
  return Array.from({ length: count }, (_, i) => {
    const data = new Float32Array(KIB);
    for (let j = 0; j < KIB; j++) data[j] = (seed * count + i + j) % 8191;
    data[0] = seed * count + i;
    return { name: `layers.${i}.weight`, dataType: 'float32', shape: [32, 32], data };
  });
}

function safetensorsHeader(mib) {
  const count = mib / 4;
  const header = {};
  for (let i = 0; i < count; i++) {
    header[`t${i}`] = { dtype: 'F16', shape: [1024, 2048], data_offsets: [i * 4 * MIB, (i + 1) * 4 * MIB] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  return { header: bytes, count };
}

function joined(streams) {
  const readers = streams.map((stream) => stream.getReader());
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await readers[0].read();
      if (!done) return controller.enqueue(value);
      readers.shift();
      return readers.length === 0 ? controller.close() : this.pull(controller);
    },
  });
}

/** Counts what is read of Blobs until it is stopped. */
function countReads() {
  const { arrayBuffer } = Blob.prototype;
  const found = { reads: 0, bytesRead: 0 };
  Blob.prototype.arrayBuffer = function counted() {
    found.reads++;
    found.bytesRead += this.size;
    return arrayBuffer.call(this);
  };
  return {
    stop() {
      Blob.prototype.arrayBuffer = arrayBuffer;
      return found;
    },
  };
}
