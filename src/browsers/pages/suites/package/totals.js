// Returns the right statistics, counted from what can be read.
async function recount(store) {
  const files = await store.files.list();
  const chunks = new Map();
  for (const { key, size } of files) {
    const bytes = await (await store.files.get(key)).bytes();
    for (let start = 0; start < size; start += chunk) {
      const part = bytes.slice(start, start + chunk);
      chunks.set(await sha256(part), part.length);
    }
  }
  const sum = (sizes) => [...sizes].reduce((total, size) => total + size, 0);
  return {
    fileCount: files.length,
    logicalBytes: sum(files.map(({ size }) => size)),
    liveBytes: sum(chunks.values()),
    liveChunks: chunks.size,
  };
}

// Garbage may still be stored or be swept already; all other bytes must match.
async function assertTotals(store, subject) {
  const expected = await recount(store);
  const stats = await store.stats();
  const { fileCount, logicalBytes, storedBytes, garbageBytes, chunkCount, unfinishedBytes } = stats;
  const found = { fileCount, logicalBytes, liveBytes: storedBytes - garbageBytes };
  const { liveChunks, ...wanted } = expected;
  assertEqual(found, wanted, subject);
  assertEqual(unfinishedBytes, 0, `${subject}, unfinished bytes`);
  assert(garbageBytes >= 0, `${subject}: ${garbageBytes} bytes of garbage`);
  if (garbageBytes === 0) assertEqual(chunkCount, liveChunks, `${subject}, chunks`);
  return stats;
}

test('the statistics of an empty store are zero', () =>
  withStore(async (store) => {
    const stats = await store.stats();
    const names = ['fileCount', 'modelCount', 'tensorCount', 'collectionCount', 'chunkCount'];
    for (const name of [...names, 'logicalBytes', 'storedBytes', 'garbageBytes', 'unfinishedBytes']) {
      assertEqual(stats[name], 0, name);
    }
    assertEqual(Object.keys(stats.cache).sort(), ['bytes', 'hits', 'misses'], 'the cache');
    assertEqual(typeof stats.persisted, 'boolean', 'type of persisted');
    if (navigator.storage?.estimate) assertEqual(typeof stats.quota, 'number', 'type of quota');
    assertEqual(structuredClone(stats), stats, 'a clone');
  }));

test('the statistics equal a recount after puts, overwrites and deletes', () =>
  withStore(async (store, again) => {
    const shared = contentOf(2 * chunk, 3);
    await store.files.put('a', contentOf(3 * chunk + 7, 1));
    await store.files.put('b', shared);
    await store.files.put('c', new Blob([shared, contentOf(500, 8)]));
    await store.files.put('empty', new Uint8Array());
    const { garbageBytes } = await assertTotals(store, 'after four puts');
    assertEqual(garbageBytes, 0, 'garbage after four puts');
    await store.files.put('a', contentOf(chunk + 1, 2));
    await assertTotals(store, 'after an overwrite');
    await store.files.delete('b');
    await assertTotals(store, 'after deleting what another shares');
    await store.files.delete('c');
    await assertTotals(store, 'after deleting the other');
    await store.files.put('b', shared);
    await assertTotals(store, 'after the content was stored again');
    await refusal(store.files.put('d', contentOf(2 * chunk, 44), { size: 5 }));
    await assertTotals(store, 'after a put that failed');
    await assertTotals(await again(), 'in another connection');
  }));

test('statistics count what another connection stored and deleted', () =>
  withStore(async (store, again) => {
    const other = await again();
    await other.files.put('key', contentOf(2 * chunk));
    await assertTotals(store, 'after a put elsewhere');
    await other.files.delete('key');
    await assertTotals(store, 'after a delete elsewhere');
  }));

// Returns what the database holds, independent of the statistics.
async function recordsIn(name) {
  const database = await openPlainly(name);
  const tables = ['blobs', 'chunks', 'files', 'journals', 'documents'];
  const transaction = database.transaction(tables);
  const counts = await Promise.all(tables.map((table) => settled(transaction.objectStore(table).count())));
  database.close();
  return Object.fromEntries(tables.map((table, index) => [table, counts[index]]));
}

test('clear leaves no file, no document and no byte', () =>
  withStore(async (store) => {
    for (const seed of [1, 2, 3]) await store.files.put(`key ${seed}`, contentOf(3 * chunk, seed));
    await store.files.put('pinned', contentOf(5), { pinned: true });
    await store.documents.put('document', { a: 1 });
    await store.files.delete('key 2');
    const before = await recordsIn(store.name);
    assert(before.blobs > 0 && before.files === 3, `before: ${JSON.stringify(before)}`);

    await store.clear();

    assertEqual([await store.files.list(), await store.documents.keys()], [[], []], 'files and documents');
    const { fileCount, chunkCount, logicalBytes, storedBytes, garbageBytes } = await store.stats();
    const counts = [fileCount, chunkCount, logicalBytes, storedBytes, garbageBytes];
    assertEqual(counts, [0, 0, 0, 0, 0], 'statistics');
    const after = { blobs: 0, chunks: 0, files: 0, journals: 0, documents: 0 };
    assertEqual(await recordsIn(store.name), after, 'records');

    await store.files.put('key 1', contentOf(3 * chunk, 1));
    await assertFile(store, 'key 1', contentOf(3 * chunk, 1));
    await assertTotals(store, 'after a put');
  }));

test('a put that failed leaves no journal behind', () =>
  withStore(async (store) => {
    await refusal(store.files.put('key', contentOf(3 * chunk), { size: 7 }));
    const { files, journals } = await recordsIn(store.name);
    assertEqual({ files, journals }, { files: 0, journals: 0 }, 'records');
  }));
