import { GranaryError } from '../errors.js';
import type { Model } from '../model.js';
import { called } from './failures.js';
import type { InPlace } from './conversions.js';
import type { PlannedConstant } from './plan.js';

/** The one buffer into which all tensors are read, as large as the largest of them. */
export class Scratch {
  #buffer: ArrayBuffer;

  constructor(planned: PlannedConstant[]) {
    const sizes = planned.map(({ size, storedBytes }) => Math.max(size, storedBytes));
    this.#buffer = new ArrayBuffer(sizes.reduce((most, size) => Math.max(most, size), 0));
  }

  /** Reads the bytes of a constant. The next read overwrites them. */
  async read(
    model: Model,
    { name, dataType, size, asStored, inPlace, storedBytes }: PlannedConstant,
    signal: AbortSignal | undefined,
    onRead: (bytes: number) => void,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (asStored || inPlace) {
      const blob = await model.blob(name, { signal });
      if (blob.size !== storedBytes) throw incomplete(name, blob.size, storedBytes);
      await this.#fill(blob, inPlace, name, signal, onRead);
      return new Uint8Array(this.#buffer, 0, size);
    }
    const { data } = await model.tensor(name, { as: dataType, signal });
    onRead(storedBytes);
    return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  }

  async #fill(
    blob: Blob,
    inPlace: InPlace | undefined,
    name: string,
    signal: AbortSignal | undefined,
    onRead: (bytes: number) => void,
  ): Promise<void> {
    const offset = inPlace?.offset(blob.size) ?? 0;
    const reader = blob.stream().getReader({ mode: 'byob' });
    try {
      for (let at = 0; at < blob.size;) {
        const into = new Uint8Array(this.#buffer, offset + at, blob.size - at);
        const { value, done } = await reader.read(into);
        signal?.throwIfAborted();
        if (done) throw incomplete(name, at, blob.size);
        // The read took the buffer and gives it back in a new object.
        this.#buffer = value.buffer;
        inPlace?.convert(this.#buffer, offset, at, at + value.byteLength);
        at += value.byteLength;
        onRead(value.byteLength);
      }
    } finally {
      // Nothing waits for it, and the stream of a read that failed rejects it.
      void reader.cancel().catch(() => {});
    }
  }
}

function incomplete(tensor: string, size: number, expected: number): GranaryError {
  const message = `${called(tensor)} has ${size} bytes in the storage; it should have ${expected}.`;
  return new GranaryError(message, { code: 'CORRUPT', details: { tensor, size, expected } });
}
