// Bytes that nothing compresses or guesses, the same in every browser and in Node. Loaded in whichever way
// there is, hence a global.
globalThis.contentOf = (length, seed = 1) => {
  const words = new Uint32Array(Math.ceil(length / 4));
  // Xorshift: it must not begin with zero.
  let state = Math.imul(seed, 2654435761) | 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer.slice(0, length));
};
