// Makes bytes that cannot be compressed or guessed, the same in every browser and in Node. Every
// kind of script loads this file, so it sets a global.
globalThis.contentOf = (length, seed = 1) => {
  const words = new Uint32Array(Math.ceil(length / 4));
  // Xorshift must not begin with zero.
  let state = Math.imul(seed, 2654435761) | 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer.slice(0, length));
};
