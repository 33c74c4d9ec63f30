// Reads a stored file to its end, and compares it with the generator's bytes.

import { bytesAt } from './generator.js';
import { Meter } from './meter.js';

/**
 * Reads the whole stream and keeps nothing; the store verifies each block on the way. Returns the
 * number of bytes.
 */
export function readThrough(stream, size, options) {
  return forEachPiece(stream, size, options, () => {});
}

/** Compares every byte with the generator's. Throws at the first difference. */
export function compare(stream, seed, size, options) {
  return forEachPiece(stream, size, options, (piece, position) => {
    const expected = bytesAt(seed, position, piece.length);
    const at = firstDifference(piece, expected);
    if (at >= 0) {
      throw new Error(
        `Byte ${(position + at).toLocaleString('en')} is ${piece[at]} instead of ${expected[at]}.`,
      );
    }
  });
}

async function forEachPiece(stream, size, { signal, onProgress }, use) {
  const reader = stream.getReader();
  const stop = () => reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener('abort', stop);
  const meter = new Meter(size, onProgress);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) {
        break;
      }
      use(value, meter.loaded);
      meter.add(value.length);
    }
  } catch (error) {
    reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (meter.loaded !== size) {
    throw new Error(`The file ended after ${meter.loaded} of ${size} bytes.`);
  }
  return meter.loaded;
}

/** Compares four bytes at a time where both arrays start on a word's boundary. */
function firstDifference(left, right) {
  let i = 0;
  if (left.byteOffset % 4 === 0 && right.byteOffset % 4 === 0) {
    const words = left.length >>> 2;
    const leftWords = new Uint32Array(left.buffer, left.byteOffset, words);
    const rightWords = new Uint32Array(right.buffer, right.byteOffset, words);
    let word = 0;
    while (word < words && leftWords[word] === rightWords[word]) {
      word++;
    }
    i = 4 * word;
  }
  while (i < left.length && left[i] === right[i]) {
    i++;
  }
  return i < left.length ? i : -1;
}
