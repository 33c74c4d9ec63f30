// Starts a transaction that has put one record in each store, and ends it with `fail`.
async function failing(database, fail) {
  const transaction = database.transaction(['blobs', 'chunks'], 'readwrite', { durability: 'strict' });
  const ended = ending(transaction);
  transaction.objectStore('blobs').put('bytes', 1);
  const last = transaction.objectStore('chunks').put('chunk', 'id');
  last.onsuccess = () => fail(transaction);
  return ended;
}

async function assertEmpty(database) {
  const transaction = database.transaction(['blobs', 'chunks']);
  const counts = ['blobs', 'chunks'].map((store) => settled(transaction.objectStore(store).count()));
  assertEqual(await Promise.all(counts), [0, 0], 'records left in each store');
}

test('a failed add aborts with ConstraintError and leaves nothing in any store', () =>
  withDatabase(['blobs', 'chunks'], async (database) => {
    const { type, error } = await failing(database, (transaction) => {
      transaction.objectStore('chunks').add('again', 'id');
    });
    assertEqual([type, error?.name], ['abort', 'ConstraintError'], 'ending');
    await assertEmpty(database);
  }));

test('an explicit abort leaves nothing in any store, and transaction.error is null', () =>
  withDatabase(['blobs', 'chunks'], async (database) => {
    const ended = await failing(database, (transaction) => transaction.abort());
    assertEqual(ended, { type: 'abort', error: null }, 'ending');
    await assertEmpty(database);
  }));

test('an exception in a callback aborts with AbortError and leaves nothing', () =>
  withDatabase(['blobs', 'chunks'], async (database) => {
    addEventListener('error', (event) => event.preventDefault(), { once: true });
    const { type, error } = await failing(database, () => {
      throw new Error('thrown by the test');
    });
    assertEqual([type, error?.name], ['abort', 'AbortError'], 'ending');
    await assertEmpty(database);
  }));

test('a failed add whose error is handled does not abort', () =>
  withDatabase(['blobs', 'chunks'], async (database) => {
    const ended = await failing(database, (transaction) => {
      transaction.objectStore('chunks').add('again', 'id').onerror = (event) => event.preventDefault();
    });
    assertEqual(ended, { type: 'complete' }, 'ending');
    assertEqual(await read(database, 'chunks', 'id'), 'chunk', 'the record');
  }));

test('requests that still wait at an abort fail with AbortError', () =>
  withDatabase(['blobs', 'chunks'], async (database) => {
    const waiting = [];
    await failing(database, (transaction) => {
      waiting.push(settled(transaction.objectStore('blobs').get(1)).catch((error) => error.name));
      transaction.abort();
    });
    assertEqual(await Promise.all(waiting), ['AbortError'], 'waiting requests');
  }));
