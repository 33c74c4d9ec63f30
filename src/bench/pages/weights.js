// Makes weights like those of models: normally distributed around 0, with a deviation of 0.02, the
// same in every run.

const fresh = () => generator(0x9e3779b9);

const kinds = {
  f32: (bytes, next) => new Float32Array(bytes / 4).map(next),

  f16: (bytes, next) => new Float16Array(bytes / 2).map(next),

  // The upper half of each float, rounded to the nearest.
  bf16: (bytes, next) => {
    const one = new Float32Array(1);
    const bits = new Uint32Array(one.buffer);
    return new Uint16Array(bytes / 2).map(() => {
      one[0] = next();
      return (bits[0] + 0x7fff + ((bits[0] >>> 16) & 1)) >>> 16;
    });
  },

  // Blocks of 32 weights: a scale of two bytes, then four bits for each weight, as in GGUF's Q4_0.
  int4: (bytes, next) => {
    const all = new Uint8Array(bytes);
    const scale = new Float16Array(1);
    const scaleBytes = new Uint8Array(scale.buffer);
    const block = new Float32Array(32);
    for (let at = 0; at + 18 <= bytes; at += 18) {
      let most = 0;
      for (let i = 0; i < 32; i++) {
        block[i] = next();
        if (Math.abs(block[i]) > Math.abs(most)) most = block[i];
      }
      scale[0] = most / -8;
      all.set(scaleBytes, at);
      for (let i = 0; i < 16; i++) all[at + 2 + i] = four(block[i], most) | (four(block[i + 16], most) << 4);
    }
    return all;
  },
};

export const weightKinds = Object.keys(kinds);

export function weights(kind, bytes) {
  const { buffer } = kinds[kind](bytes, fresh());
  return new Uint8Array(buffer);
}

function four(weight, most) {
  return Math.min(15, Math.trunc((weight / most) * -8 + 8.5));
}

// Makes two normally distributed numbers from two of xorshift32's, by the method of Box and Muller.
function generator(seed) {
  let x = seed;
  let spare;
  const uniform = () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return ((x >>> 0) + 0.5) / 2 ** 32;
  };
  return () => {
    if (spare !== undefined) {
      const second = spare;
      spare = undefined;
      return second;
    }
    const radius = 0.02 * Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
