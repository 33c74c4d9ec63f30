// Supplies the bytes: generated on the fly, in pieces, and never held.
export const MIB = 1024 ** 2;

const pieceSize = MIB;
const piece = randomBytes(pieceSize);

/**
 * Makes a byte stream; the same seed gives the same bytes. Each piece begins with the seed and its
 * number, so that no two chunks are equal: Granary would store equal ones once. A paced stream
 * delivers each piece in a task of its own, as a network does.
 */
export function source(size, seed, { paced = false } = {}) {
  let done = 0;
  let number = 0;

  function fill(view) {
    const stamp = new DataView(view.buffer, view.byteOffset, view.byteLength);
    view.set(view.length === pieceSize ? piece : piece.subarray(0, view.length));
    if (view.length >= 8) {
      stamp.setUint32(0, seed);
      stamp.setUint32(4, number);
    }
    number++;
    done += view.length;
  }

  return new ReadableStream({
    type: 'bytes',
    async pull(controller) {
      if (paced) await nextTask();
      const request = controller.byobRequest;
      if (done === size) {
        controller.close();
        request?.respond(0);
        return;
      }
      const length = Math.min(size - done, pieceSize);
      if (request) {
        const view = new Uint8Array(
          request.view.buffer,
          request.view.byteOffset,
          Math.min(length, request.view.byteLength),
        );
        fill(view);
        request.respond(view.length);
      } else {
        const view = new Uint8Array(length);
        fill(view);
        controller.enqueue(view);
      }
    },
  });
}

function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

// xorshift32: no disk and no engine can compress these bytes, and they are the same in every run.
function randomBytes(length) {
  const words = new Uint32Array(length / 4);
  let x = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer);
}
