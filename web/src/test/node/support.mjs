import { rejects } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const web = join(import.meta.dirname, '../../..');
/** The packages under test: as published, and with every array access checked. */
export const packages = ['npm', 'npm-strict'].map((name) => join(web, 'target', name));

export const bytes = (length, seed = 1) => {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16);
};
export const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/** Expects an error with this code, whose message contains all given words. */
export function fails(promise, code, ...words) {
  return rejects(promise, (error) => {
    const isMeant = error.name === 'GranaryError' && error.code === code;
    if (!isMeant) throw new Error(`Expected ${code}, got ${error?.code}: ${error?.stack ?? error}`);
    for (const word of words) {
      if (!error.message.includes(word)) throw new Error(`"${error.message}" does not say "${word}"`);
    }
    return true;
  });
}

/** Expects a rejection with this very value. */
export function failsWith(promise, reason) {
  return rejects(promise, (error) => {
    if (!Object.is(error, reason))
      throw new Error(`Expected ${String(reason)}, got ${error?.stack ?? error}`);
    return true;
  });
}

export async function* pieces(content, length) {
  for (let offset = 0; offset < content.length; offset += length) {
    yield content.slice(offset, offset + length);
  }
}

export async function collect(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
