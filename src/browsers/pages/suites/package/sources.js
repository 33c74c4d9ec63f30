const sizes = [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk + 4464];

// Puts what `sourceOf` makes of the bytes, for sizes around the edges of chunks, and reads it back.
async function assertRoundTrips(sourceOf, type = '') {
  await withStore(async (store) => {
    for (const [index, size] of sizes.entries()) {
      const bytes = contentOf(size, index + 1);
      const put = await store.files.put(`of ${size}`, sourceOf(bytes.slice()));
      assertEqual(
        [put.key, put.size, put.sha256],
        [`of ${size}`, size, await sha256(bytes)],
        'the file that put returned',
      );
      assertBytes(await put.bytes(), bytes, `${size} bytes, from the file that put returned`);
      const file = await assertFile(store, `of ${size}`, bytes);
      assertEqual(
        [file.chunkCount, file.type],
        [Math.ceil(size / chunk), type],
        `chunks and type of ${size}`,
      );
    }
    assertEqual((await store.files.list()).length, sizes.length, 'files listed');
  });
}

async function* yielding(bytes) {
  yield* oddPieces(bytes);
}

test('a Blob goes in and comes out', () => assertRoundTrips((bytes) => new Blob([bytes])));

test('the type of a Blob becomes the type of the file', () =>
  assertRoundTrips((bytes) => new Blob([bytes], { type: 'application/x-model' }), 'application/x-model'));

test('a Blob of several parts, and a slice of one, go in and come out', () =>
  assertRoundTrips((bytes) => {
    const parts = new Blob(['before', ...oddPieces(bytes), 'after']);
    return parts.slice(6, 6 + bytes.length);
  }));

test('a File goes in and comes out', () => assertRoundTrips((bytes) => new File([bytes], 'model.bin')));

test('an ArrayBuffer goes in and comes out', () => assertRoundTrips((bytes) => bytes.buffer));

test('a view with an offset stores its own bytes and no others', () =>
  assertRoundTrips((bytes) => {
    const around = new Uint8Array(bytes.length + 20).fill(99);
    around.set(bytes, 7);
    return around.subarray(7, 7 + bytes.length);
  }));

test('a DataView stores its own bytes and no others', () =>
  assertRoundTrips((bytes) => {
    const around = new Uint8Array(bytes.length + 20).fill(99);
    around.set(bytes, 5);
    return new DataView(around.buffer, 5, bytes.length);
  }));

test('a typed array of floats stores the bytes of its floats', () =>
  withStore(async (store) => {
    const floats = Float32Array.from({ length: 20_000 }, (_, index) => index / 3);
    const view = floats.subarray(11, 18_011);
    await store.files.put('floats', view);
    await assertFile(store, 'floats', new Uint8Array(floats.buffer, 44, 72_000));
  }));

test('a stream of odd pieces goes in and comes out', () =>
  assertRoundTrips((bytes) => streamOf(oddPieces(bytes))));

test('a stream with empty pieces goes in and comes out', () =>
  assertRoundTrips((bytes) => streamOf(oddPieces(bytes).flatMap((piece) => [new Uint8Array(), piece]))));

test('a stream of one piece larger than several chunks goes in and comes out', () =>
  assertRoundTrips((bytes) => streamOf([bytes])));

const byteStreamRoundTrips = () => {
  const byteStreamOf = (bytes) => {
    let offset = 0;
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        const request = controller.byobRequest;
        const end = Math.min(bytes.length, offset + 10_007);
        const closing = offset === bytes.length;
        if (closing) controller.close();
        if (request && closing) return request.respond(0);
        if (closing) return;
        if (request) {
          const length = Math.min(end - offset, request.view.byteLength);
          new Uint8Array(request.view.buffer, request.view.byteOffset, length).set(
            bytes.subarray(offset, offset + length),
          );
          offset += length;
          request.respond(length);
        } else {
          controller.enqueue(bytes.slice(offset, end));
          offset = end;
        }
      },
    });
  };
  return assertRoundTrips(byteStreamOf);
};

let lacking;
try {
  new ReadableStream({ type: 'bytes' });
} catch (error) {
  lacking = error;
}

if (lacking) {
  test('only WebKit has no byte streams, and probe reports it', () => {
    assert(harness.engine.startsWith('webkit'), `no byte streams: ${lacking}`);
    assertEqual(lacking.name, 'TypeError', 'the refusal');
  });
} else {
  test('a byte stream goes in and comes out', byteStreamRoundTrips);

  test('a file can be read into buffers of the reader’s own', () =>
    withStore(async (store) => {
      const bytes = contentOf(2 * chunk + 5);
      const file = await store.files.put('key', bytes);
      const reader = file.stream().getReader({ mode: 'byob' });
      const pieces = [];
      let piece = await reader.read(new Uint8Array(10_007));
      while (!piece.done) {
        pieces.push(piece.value.slice());
        piece = await reader.read(new Uint8Array(piece.value.buffer));
      }
      assertBytes(await new Blob(pieces).arrayBuffer(), bytes, 'the file');
    }));
}

test('a Response goes in and comes out', () => assertRoundTrips((bytes) => new Response(bytes)));

test('the type of a Response becomes the type of the file', () =>
  withStore(async (store) => {
    const headers = { 'content-type': 'application/json' };
    const file = await store.files.put('typed', new Response('{"a":1}', { headers }));
    assertEqual([file.type, await file.json()], ['application/json', { a: 1 }], 'type and value');
  }));

test('a Response from the network goes in and comes out', () =>
  withStore(async (store) => {
    const expected = new Uint8Array(await (await fetch('/content.js')).arrayBuffer());
    assert(expected.length > 100, 'the server sent nothing');
    await store.files.put('fetched', await fetch('/content.js'));
    const file = await assertFile(store, 'fetched', expected);
    assert(file.type.startsWith('text/javascript'), `its type is ${file.type}`);
  }));

test('a Response without a body is an empty file', () =>
  withStore(async (store) => {
    await store.files.put('empty', new Response(null));
    await assertFile(store, 'empty', new Uint8Array());
  }));

test('an async generator goes in and comes out', () => assertRoundTrips(yielding));

test('an async iterable without return goes in and comes out', () =>
  assertRoundTrips((bytes) => ({
    [Symbol.asyncIterator]() {
      const pieces = oddPieces(bytes);
      return {
        next: async () => (pieces.length > 0 ? { done: false, value: pieces.shift() } : { done: true }),
      };
    },
  })));

test('a promised size and SHA-256 that match are accepted', () =>
  withStore(async (store) => {
    const bytes = contentOf(2 * chunk + 17);
    const promise = { size: bytes.length, sha256: await sha256(bytes) };
    await store.files.put('a buffer', bytes, promise);
    await store.files.put('a stream', streamOf(oddPieces(bytes)), {
      ...promise,
      sha256: promise.sha256.toUpperCase(),
    });
    await assertFile(store, 'a buffer', bytes);
    await assertFile(store, 'a stream', bytes);
  }));

test('the caller keeps the buffer that was put', () =>
  withStore(async (store) => {
    const bytes = contentOf(3 * chunk);
    await store.files.put('key', bytes);
    assertBytes(bytes, contentOf(3 * chunk), 'the buffer after the put');
    bytes.fill(0);
    await assertFile(store, 'key', contentOf(3 * chunk));
  }));

test('chunks of the default size are 10 MiB', () =>
  withStore(
    async (store) => {
      const bytes = contentOf(10 * 1024 * 1024 + 5);
      const file = await store.files.put('large', new Blob([bytes]));
      assertEqual(file.chunkCount, 2, 'chunks');
      await assertFile(store, 'large', bytes);
    },
    { chunkSize: undefined },
  ));

test('several puts at once do not disturb each other', () =>
  withStore(async (store) => {
    const contents = [1, 2, 3, 4, 5].map((seed) => contentOf(2 * chunk + 1000 * seed, seed));
    await Promise.all(
      contents.map((bytes, index) => store.files.put(`key ${index}`, streamOf(oddPieces(bytes)))),
    );
    for (const [index, bytes] of contents.entries()) await assertFile(store, `key ${index}`, bytes);
  }));
