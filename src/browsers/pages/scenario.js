// A page that has the library, and waits for the calls of the scenario.
import * as granary from '/package/index.js';

Object.assign(globalThis, {
  granary,

  /** Returns whether these are the bytes that contentOf makes of length and seed. */
  sameBytes(found, length, seed) {
    const [actual, expected] = [new Uint8Array(found), contentOf(length, seed)];
    return actual.length === length && actual.every((byte, index) => byte === expected[index]);
  },

  /** Returns the outcome of a call as plain values: its result, or its rejection. */
  async outcomeOf(promise, milliseconds = 10_000) {
    const late = new Promise((resolve) => setTimeout(resolve, milliseconds, { hung: true }));
    const settled = promise.then(
      (value) => ({ value }),
      ({ name, code, message, details }) => ({ error: { name, code, message, details } }),
    );
    return Promise.race([settled, late]);
  },

  /** Reads by hand: in WebKit a Response hides the error of a stream. */
  async readAll(stream) {
    const pieces = [];
    const reader = stream.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value);
    return new Blob(pieces).arrayBuffer();
  },

  async deleteDatabase(name) {
    const request = indexedDB.deleteDatabase(name);
    await new Promise((resolve, reject) => {
      request.onsuccess = resolve;
      request.onerror = () => reject(request.error);
    });
  },
});
