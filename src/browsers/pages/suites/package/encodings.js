// Tests files that are stored compressed. Their chunks are large enough to lie in the database as
// the large chunks of other files do.
const largeChunk = 4 * chunk;

// Weights around 0.
const weightBytes = (() => {
  let x = 1;
  const next = () => (x = (Math.imul(x, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  return new Uint8Array(
    Float32Array.from({ length: (2 * largeChunk) / 4 + 9000 }, () => next() * next() * next()).buffer,
  );
})();

const weightRanges = [
  [0, 0],
  [0, 1],
  [largeChunk - 1, largeChunk + 1],
  [chunk, 2 * largeChunk + 7],
  [weightBytes.length - 1, weightBytes.length],
];

const withWeights = (body) =>
  withStore(
    async (store, again) => {
      const file = await store.files.put('weights', weightBytes, { encoding: 'auto', type: 'a/b' });
      await body(file, store, again);
    },
    { chunkSize: largeChunk },
  );

const everyWay = [
  (file) => file.bytes(),
  (file) => file.blob(),
  async (file) => {
    const reader = file.stream().getReader();
    while (!(await reader.read()).done);
  },
];

/** Changes the first record of a table behind the back of the store, after the store has closed. */
async function changeFirst(store, table, change) {
  await store.close();
  const database = await openPlainly(store.name);
  const [key] = await settled(database.transaction(table).objectStore(table).getAllKeys());
  const changed = await change(await settled(database.transaction(table).objectStore(table).get(key)));
  await settled(database.transaction(table, 'readwrite').objectStore(table).put(changed, key));
  database.close();
}

test('a compressed file takes less space and reads the same in every way', () =>
  withWeights(async (file, store, again) => {
    assertEqual(
      [file.size, file.sha256],
      [weightBytes.length, await sha256(weightBytes)],
      'size and SHA-256',
    );
    const { storedBytes, logicalBytes } = await store.stats();
    assertEqual(logicalBytes, weightBytes.length, 'logical bytes');
    assert(storedBytes < 0.95 * logicalBytes, `${storedBytes} of ${logicalBytes} bytes are stored`);
    const later = await again();
    await assertFile(later, 'weights', weightBytes);
    const opened = await later.files.get('weights');
    await assertBlob(await opened.blob(), weightBytes, 'the Blob');
    assertBytes(await new Response(opened.stream()).arrayBuffer(), weightBytes, 'the stream');
    assertBytes(await (await opened.response()).arrayBuffer(), weightBytes, 'the response');
    for (const [start, end] of weightRanges) {
      const part = weightBytes.slice(start, end);
      assertBytes(await opened.bytes(start, end), part, `bytes ${start} to ${end}`);
      const blob = await opened.blob(start, end);
      assertEqual(blob.type, 'a/b', 'type');
      await assertBlob(blob, part, `Blob ${start} to ${end}`);
      assertBytes(await new Response(opened.stream({ start, end })).arrayBuffer(), part, 'stream');
    }
    assertEqual((await later.verify()).bad, [], 'what is bad');
  }));

test('stored chunks stay as they are, compressed or not', () =>
  withWeights(async (file, store) => {
    const { storedBytes } = await store.stats();
    await store.files.put('the same', weightBytes);
    assertEqual((await store.stats()).storedBytes, storedBytes, 'stored bytes');
    await store.files.delete('weights');
    await assertFile(store, 'the same', weightBytes);
    assertBytes(await file.bytes(), weightBytes, 'the open file');
  }));

test('a damaged compressed chunk is CORRUPT, named, and repaired by storing it again', () =>
  withWeights(async (_file, store, again) => {
    await changeFirst(store, 'blobs', async (stored) => {
      const bytes = new Uint8Array(await new Response(stored).arrayBuffer());
      bytes.fill(0xff, 0, 100);
      return stored instanceof Blob ? new Blob([bytes]) : bytes.buffer;
    });
    const later = await again();
    const opened = await later.files.get('weights');
    for (const read of everyWay) {
      const error = await assertRefused(read(opened), 'CORRUPT');
      assertEqual([error.details.key, error.details.chunk], ['weights', 0], 'key and chunk');
    }
    assertBytes(
      await opened.bytes(largeChunk, largeChunk + 9),
      weightBytes.slice(largeChunk, largeChunk + 9),
    );
    const { bad } = await later.verify();
    assertEqual(
      bad.map(({ key, chunk: index }) => [key, index]),
      [['weights', 0]],
      'what is bad',
    );
    await later.files.put('weights', weightBytes, { encoding: 'auto' });
    await assertFile(later, 'weights', weightBytes);
    assertEqual((await later.verify()).bad, [], 'what is still bad');
  }));

test('an unknown encoding is VERSION, and no way of reading returns its bytes', () =>
  withWeights(async (_file, store, again) => {
    await changeFirst(store, 'chunks', (row) => ({ ...row, encoding: 'of a later Granary' }));
    const opened = await (await again()).files.get('weights');
    for (const read of everyWay) {
      const error = await assertRefused(read(opened), 'VERSION');
      assertEqual(error.details.encoding, 'of a later Granary', 'the encoding');
    }
  }));
