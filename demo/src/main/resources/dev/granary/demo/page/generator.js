// Generates files while they are read: always the same bytes for the same name, and never all at
// once.
//
// Little-endian 32-bit word number i of a file is mix(i + seed); the seed is the FNV-1a hash of the
// name's UTF-8. mix is a bijection (lowbias32): no word occurs twice in a file, and any part can be
// generated without the part before it.

export const GENERATOR = 'lowbias32';

/** Large enough for few calls, small enough that no call blocks the page noticeably. */
const PIECE = 256 * 1024;

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

export function seedOf(name) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return hash >>> 0;
}

/** Makes the stream of a generated file. */
export function generate(name, size) {
  const seed = seedOf(name);
  let position = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (position < size) {
          const piece = bytesAt(seed, position, Math.min(PIECE, size - position));
          position += piece.length;
          controller.enqueue(piece);
        }
        if (position === size) {
          controller.close();
        }
      },
    },
    { highWaterMark: 0 },
  );
}

/** Makes the bytes of a generated file from a position on. */
export function bytesAt(seed, position, length) {
  const skipped = position % 4;
  const words = new Uint32Array(Math.ceil((skipped + length) / 4));
  fillWords(words, (seed + (position - skipped) / 4) >>> 0);
  if (!littleEndian) {
    swap(words);
  }
  return new Uint8Array(words.buffer, skipped, length);
}

function fillWords(words, first) {
  const count = words.length;
  for (let i = 0; i < count; i++) {
    let x = (first + i) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    words[i] = x ^ (x >>> 15);
  }
}

function swap(words) {
  const view = new DataView(words.buffer);
  words.forEach((word, i) => view.setUint32(4 * i, word, true));
}
