// A page that has the library and waits for what the scenario tells it to do.
import * as granary from '/package/index.js';

Object.assign(globalThis, {
  granary,

  /** Whether these are the bytes that contentOf makes of length and seed. */
  sameBytes(found, length, seed) {
    const [actual, expected] = [new Uint8Array(found), contentOf(length, seed)];
    return actual.length === length && actual.every((byte, index) => byte === expected[index]);
  },

  /** What a call comes to, as plain values: its result, or what it was rejected with. */
  async outcomeOf(promise, milliseconds = 10_000) {
    const late = new Promise((resolve) => setTimeout(resolve, milliseconds, { hung: true }));
    const settled = promise.then(
      (value) => ({ value }),
      ({ name, code, message, details }) => ({ error: { name, code, message, details } }),
    );
    return Promise.race([settled, late]);
  },

  /** By hand: a Response hides in WebKit what a stream failed with. */
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
