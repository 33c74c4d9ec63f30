test('an ArrayBuffer that was put is what get returns', () =>
  withDatabase(['blobs'], async (database) => {
    const bytes = patterned(1 << 20);
    await write(database, 'blobs', 1, bytes.buffer);
    const found = await read(database, 'blobs', 1);
    assert(found instanceof ArrayBuffer, `expected an ArrayBuffer, found ${found}`);
    assertBytes(found, bytes, 'the record');
  }));

test('put copies its value at the call: the buffer may be reused at once', () =>
  withDatabase(['blobs'], async (database) => {
    const reused = patterned(1 << 20);
    const writing = write(database, 'blobs', 1, reused.buffer);
    reused.fill(255);
    await writing;
    assertBytes(await read(database, 'blobs', 1), patterned(1 << 20), 'the record');
  }));

test('strict durability is accepted and the transaction completes', () =>
  withDatabase(['blobs'], async (database) => {
    const transaction = database.transaction('blobs', 'readwrite', { durability: 'strict' });
    const ended = ending(transaction);
    transaction.objectStore('blobs').put('value', 1);
    assertEqual(transaction.durability, 'strict', 'durability');
    assertEqual(await ended, { type: 'complete' }, 'ending');
  }));

test('binary keys are compared by their bytes', () =>
  withDatabase(['chunks'], async (database) => {
    const key = (...bytes) => Uint8Array.from(bytes);
    await write(database, 'chunks', key(1, 255), 'last');
    await write(database, 'chunks', key(1, 2), 'first');
    await write(database, 'chunks', key(1, 2), 'replaced');
    assertEqual(await read(database, 'chunks', key(1, 2).buffer), 'replaced', 'the record');
    const all = await settled(database.transaction('chunks').objectStore('chunks').getAll());
    assertEqual(all, ['replaced', 'last'], 'records in key order');
  }));

test('a range over a compound key selects every version of one id and nothing else', () =>
  withDatabase(['models'], async (database) => {
    for (const key of [
      ['a', '1'],
      ['a', '2'],
      ['ab', '1'],
      ['b', '1'],
    ]) {
      await write(database, 'models', key, key.join('@'));
    }
    const versions = IDBKeyRange.bound(['a'], ['a', []]);
    const found = await settled(database.transaction('models').objectStore('models').getAll(versions));
    assertEqual(found, ['a@1', 'a@2'], 'versions of a');
  }));

const digestOfOneMiB = '631b84027d6b9e52b539c4e8373622d23032dfadc64d60af87339c9037e4f769';

async function digestOf(promise) {
  const bytes = new Uint8Array(await promise);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('crypto.subtle digests 1 MiB to the known value', async () => {
  const digest = crypto.subtle.digest('SHA-256', patterned(1 << 20));
  assertEqual(await digestOf(digest), digestOfOneMiB, 'SHA-256');
});

test('crypto.subtle copies its input at the call: the buffer may be reused at once', async () => {
  const reused = patterned(1 << 20);
  const digest = crypto.subtle.digest('SHA-256', reused);
  reused.fill(255);
  assertEqual(await digestOf(digest), digestOfOneMiB, 'SHA-256');
});
