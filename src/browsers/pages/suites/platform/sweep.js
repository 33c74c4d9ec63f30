async function withManifests(body) {
  const name = freshName();
  const database = await openDatabase(name, 1, (created) => {
    created.createObjectStore('files').createIndex('chunks', 'chunks', { multiEntry: true });
  });
  try {
    await body(database);
  } finally {
    database.close();
    await deleteDatabase(name);
  }
}

test('counts by a multiEntry index see earlier puts and deletes of the same transaction', () =>
  withManifests(async (database) => {
    await write(database, 'files', 'old', { chunks: ['x', 'y'] });
    const transaction = database.transaction('files', 'readwrite');
    const ended = ending(transaction);
    const files = transaction.objectStore('files');
    const named = (chunk) => settled(files.index('chunks').count(chunk));

    const before = ['x', 'y', 'z'].map(named);
    files.put({ chunks: ['y', 'z', 'z'] }, 'new');
    const afterPut = ['x', 'y', 'z'].map(named);
    files.put({ chunks: ['y'] }, 'old');
    const afterOverwrite = ['x', 'y', 'z'].map(named);
    files.delete('new');
    const afterDelete = ['x', 'y', 'z'].map(named);

    assertEqual(await Promise.all(before), [1, 1, 0], 'before');
    assertEqual(await Promise.all(afterPut), [1, 2, 1], 'after the put, a chunk named twice counted once');
    assertEqual(await Promise.all(afterOverwrite), [0, 2, 1], 'after the overwrite');
    assertEqual(await Promise.all(afterDelete), [0, 1, 0], 'after the delete');
    assertEqual(await ended, { type: 'complete' }, 'ending');
  }));

test('an aborted transaction leaves the multiEntry index as it was', () =>
  withManifests(async (database) => {
    await write(database, 'files', 'old', { chunks: ['x'] });
    const transaction = database.transaction('files', 'readwrite');
    const ended = ending(transaction);
    transaction.objectStore('files').delete('old');
    transaction.objectStore('files').put({ chunks: ['z'] }, 'new').onsuccess = () => transaction.abort();
    await ended;
    const index = database.transaction('files').objectStore('files').index('chunks');
    const counts = ['x', 'z'].map((chunk) => settled(index.count(chunk)));
    assertEqual(await Promise.all(counts), [1, 0], 'counts');
  }));

test('a transaction over two stores uses the index of one to decide what to delete from the other', async () => {
  const name = freshName();
  const database = await openDatabase(name, 1, (created) => {
    created.createObjectStore('files').createIndex('chunks', 'chunks', { multiEntry: true });
    created.createObjectStore('blobs');
  });
  for (const chunk of ['named', 'unnamed']) await write(database, 'blobs', chunk, 'bytes');
  await write(database, 'files', 'file', { chunks: ['named'] });

  const transaction = database.transaction(['files', 'blobs'], 'readwrite');
  const ended = ending(transaction);
  const blobs = transaction.objectStore('blobs');
  blobs.getAllKeys().onsuccess = ({ target }) => {
    for (const chunk of target.result) {
      const counting = transaction.objectStore('files').index('chunks').count(chunk);
      counting.onsuccess = () => counting.result === 0 && blobs.delete(chunk);
    }
  };
  await ended;
  const left = await settled(database.transaction('blobs').objectStore('blobs').getAllKeys());
  database.close();
  await deleteDatabase(name);
  assertEqual(left, ['named'], 'blobs left');
});
