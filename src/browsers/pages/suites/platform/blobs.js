// Writes a Blob and reads it back. Returns why that failed, or nothing.
async function blobRefusal(database) {
  try {
    await write(database, 'blobs', 'probe', new Blob([patterned(1000)]));
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
  const found = await read(database, 'blobs', 'probe');
  assertBytes(await found.arrayBuffer(), patterned(1000), 'the probe');
  await remove(database, 'blobs', 'probe');
}

// Runs the body on a new database that accepts Blobs. Where the engine refuses them, Granary stores
// buffers; then the chunks, which are the bytes that the body would store, must work as buffers.
function withBlobs(chunks, body) {
  return withDatabase(['blobs'], async (database) => {
    const refusal = await blobRefusal(database);
    if (!refusal) return body(database);
    assertEqual(harness.engine, 'webkit', `the one engine that may refuse Blobs (${refusal})`);
    for (const [key, bytes] of chunks.entries()) await assertStoredAsBufferOnly(database, key, bytes);
  });
}

async function assertStoredAsBufferOnly(database, key, bytes) {
  const transaction = database.transaction('blobs', 'readwrite');
  const ended = ending(transaction);
  transaction.objectStore('blobs').put(new Blob([bytes]), key);
  const { type, error } = await ended;
  assertEqual([type, error instanceof DOMException], ['abort', true], 'an abort, with an error');
  const left = await settled(database.transaction('blobs').objectStore('blobs').count(key));
  assertEqual(left, 0, 'records under the key of the refused Blob');

  await write(database, 'blobs', key, bytes.slice().buffer);
  const found = await read(database, 'blobs', key);
  assert(found instanceof ArrayBuffer, `expected an ArrayBuffer, found ${found}`);
  assertBytes(found, bytes, 'the buffer instead of the refused Blob');
}

test('where the Blob probe fails, buffers still work in the same database', () =>
  withDatabase(['blobs'], async (database) => {
    fact('a Blob written and read back', (await blobRefusal(database)) ?? 'kept');
    await write(database, 'blobs', 1, patterned(1000).buffer);
    assertBytes(await read(database, 'blobs', 1), patterned(1000), 'the buffer');
  }));

test('a Blob copies its buffer: the buffer may be reused at once', async () => {
  const reused = patterned(1 << 20);
  const blob = new Blob([reused]);
  reused.fill(255);
  assertBytes(await blob.arrayBuffer(), patterned(1 << 20), 'the Blob');
});

// Returns what a reader can still read of a value after its record has changed and its connection
// has closed.
async function afterLosses(database, formOf) {
  const bytes = patterned(1 << 20, 7);
  await write(database, 'blobs', 1, formOf(bytes));
  const connection = await openDatabase(database.name);
  const opened = await read(connection, 'blobs', 1);

  await write(database, 'blobs', 1, formOf(patterned(1 << 20, 99)));
  const overwritten = await leftOf(opened, bytes);
  await remove(database, 'blobs', 1);
  const deleted = await leftOf(opened, bytes);
  connection.close();
  const closed = await leftOf(opened.slice(1000, 2000), bytes.slice(1000, 2000));
  return `overwritten: ${overwritten}, deleted: ${deleted}, closed: ${closed}`;
}

async function leftOf(value, expected) {
  try {
    const found = new Uint8Array(value instanceof Blob ? await value.arrayBuffer() : value);
    const right = found.length === expected.length && found.every((byte, index) => byte === expected[index]);
    return right ? 'kept' : 'other bytes';
  } catch (error) {
    return error.name;
  }
}

test('a read value keeps its bytes after its record is overwritten, deleted and its connection closed', async () => {
  const kept = 'overwritten: kept, deleted: kept, closed: kept';
  const bytes = patterned(1 << 20, 7);
  await withDatabase(['blobs'], async (database) => {
    assertEqual(await afterLosses(database, (stored) => stored.buffer), kept, 'a buffer');

    await write(database, 'blobs', 2, bytes.buffer);
    new Uint8Array(await read(database, 'blobs', 2)).fill(255);
    assertBytes(await read(database, 'blobs', 2), bytes, 'the record, after a reader changed its buffer');
  });
  await withBlobs([bytes, patterned(1 << 20, 99)], async (database) => {
    const outcome = await afterLosses(database, (stored) => new Blob([stored]));
    fact('a stored Blob after its record was lost', outcome);
    // WebKitGTK 2.50 sometimes returned NotFoundError after a delete, and the new bytes after an
    // overwrite: about once in a thousand times, on a busy machine. Granary uses buffers there.
    if (!harness.engine.startsWith('webkit')) assertEqual(outcome, kept, 'a Blob');
  });
});

test('a stored Blob after deleteDatabase', () =>
  withBlobs([patterned(1 << 20)], async (database) => {
    await write(database, 'blobs', 1, new Blob([patterned(1 << 20)]));
    const opened = await read(database, 'blobs', 1);
    database.close();
    await deleteDatabase(database.name);
    try {
      const bytes = await opened.arrayBuffer();
      fact('a stored Blob after deleteDatabase', 'readable');
      assertBytes(bytes, patterned(1 << 20), 'the Blob');
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      fact('a stored Blob after deleteDatabase', error.name);
    }
  }));

test('a Blob composed of 40 stored ones has the right bytes across every boundary', () => {
  const size = 100_003;
  const stored = Array.from({ length: 40 }, (_, chunk) => patterned(size, chunk));
  return withBlobs(stored, async (database) => {
    for (const [chunk, bytes] of stored.entries()) await write(database, 'blobs', chunk, new Blob([bytes]));
    const chunks = await settled(database.transaction('blobs').objectStore('blobs').getAll());
    const composed = new Blob(chunks, { type: 'application/x-model' });
    assertEqual([composed.size, composed.type], [40 * size, 'application/x-model'], 'size and type');
    for (let boundary = 1; boundary < 40; boundary++) {
      const around = composed.slice(boundary * size - 5, boundary * size + 5);
      const expected = [...patterned(size, boundary - 1).slice(-5), ...patterned(5, boundary)];
      assertBytes(await around.arrayBuffer(), expected, `around boundary ${boundary}`);
    }
    const three = composed.slice(size - 1, 3 * size + 1);
    const [first, second] = [patterned(size, 1), patterned(size, 2)];
    const expected = [patterned(size).at(-1), ...first, ...second, patterned(1, 3)[0]];
    assertBytes(await three.arrayBuffer(), expected, 'a slice over three chunks');
  });
});
