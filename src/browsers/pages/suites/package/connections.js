test('stored files are available after closing and opening again', () =>
  withStore(async (store, again) => {
    await store.files.put('key', contentOf(2 * chunk + 5), { metadata: { a: 1 } });
    await store.documents.put('document', [1, 2]);
    await store.close();
    const later = await again();
    assertEqual((await assertFile(later, 'key', contentOf(2 * chunk + 5))).metadata, { a: 1 }, 'metadata');
    assertEqual(await later.documents.get('document'), [1, 2], 'the document');
  }));

test('a store may be opened with another chunk size than that of its files', () =>
  withStore(async (store, again) => {
    await store.files.put('small', contentOf(3 * chunk));
    const other = await again({ chunkSize: 100_000 });
    await assertFile(other, 'small', contentOf(3 * chunk));
    const file = await other.files.put('large', contentOf(3 * chunk));
    assertEqual(file.chunkCount, 2, 'chunks of 100,000 bytes');
    await assertFile(store, 'large', contentOf(3 * chunk));
  }));

test('two connections see each other’s commits', () =>
  withStore(async (store, again) => {
    const other = await again();
    await store.files.put('key', contentOf(chunk + 1, 1));
    await assertFile(other, 'key', contentOf(chunk + 1, 1));
    await other.files.put('key', contentOf(chunk + 1, 2));
    await assertFile(store, 'key', contentOf(chunk + 1, 2));
    await store.files.pin('key');
    assertEqual(
      (await other.files.list()).map(({ pinned }) => pinned),
      [true],
      'pinned',
    );
    await other.files.delete('key');
    assertEqual([await store.files.has('key'), await store.files.list()], [false, []], 'has and list');
    await store.documents.put('key', 1);
    assertEqual(await other.documents.get('key'), 1, 'the document');
  }));

test('of two writers of one key one whole file remains, and a loser rejects with CONFLICT', () =>
  withStore(async (store, again) => {
    const writers = [store, await again(), store];
    for (let round = 0; round < 4; round++) {
      const contents = writers.map((_, index) => contentOf(4 * chunk + index, 10 * round + index));
      const puts = writers.map((writer, index) =>
        writer.files.put('key', streamOf(oddPieces(contents[index]), { onPull: () => pause(index) })),
      );
      const outcomes = await Promise.allSettled(puts);
      const stored = contents.filter((_, index) => outcomes[index].status === 'fulfilled');
      assert(stored.length > 0, 'every writer lost');
      for (const { status, reason } of outcomes) {
        if (status === 'rejected') assertGranaryError(reason, 'CONFLICT', 'the loser');
      }
      const bytes = await (await writers[1].files.get('key')).bytes();
      const winner = stored.find((content) => content.length === bytes.length);
      assert(winner, `the file has ${bytes.length} bytes`);
      await assertFile(store, 'key', winner);
    }
    assertEqual((await store.stats()).unfinishedBytes, 0, 'unfinished bytes');
  }));

// Every method of a store, each with valid arguments.
const calls = {
  'files.put': ({ files }) => files.put('key', contentOf(5)),
  'files.put of a stream': ({ files }) => files.put('key', streamOf([contentOf(5)])),
  'files.get': ({ files }) => files.get('key'),
  'files.has': ({ files }) => files.has('key'),
  'files.list': ({ files }) => files.list(),
  'files.delete': ({ files }) => files.delete('key'),
  'files.pin': ({ files }) => files.pin('key'),
  'documents.put': ({ documents }) => documents.put('key', 1),
  'documents.get': ({ documents }) => documents.get('key'),
  'documents.has': ({ documents }) => documents.has('key'),
  'documents.delete': ({ documents }) => documents.delete('key'),
  'documents.keys': ({ documents }) => documents.keys(),
  stats: (store) => store.stats(),
  clear: (store) => store.clear(),
};

test('after close every method rejects with CLOSED and nothing changes', () =>
  withStore(async (store, again) => {
    await store.files.put('key', contentOf(chunk));
    await store.close();
    for (const [name, call] of Object.entries(calls)) await assertRefused(call(store), 'CLOSED', name);
    await store.close();
    const later = await again();
    await assertFile(later, 'key', contentOf(chunk));
    assertEqual(await later.documents.keys(), [], 'documents');
  }));

test('a closed store does not affect other connections', () =>
  withStore(async (store, again) => {
    const other = await again();
    await store.close();
    await other.files.put('key', contentOf(chunk + 1));
    await assertFile(other, 'key', contentOf(chunk + 1));
  }));

test('a file whose store was closed returns right bytes or rejects with CLOSED', () =>
  withStore(async (store) => {
    const bytes = contentOf(2 * chunk);
    const file = await store.files.put('key', bytes);
    const blob = await file.blob();
    await store.close();
    await assertBlob(blob, bytes, 'a Blob taken before');
    const readings = {
      bytes: () => file.bytes(),
      stream: () => readAll(file.stream()),
      text: () => file.text(),
    };
    for (const [name, reading] of Object.entries(readings)) {
      try {
        const found = await reading();
        if (name !== 'text') assertBytes(found, bytes, name);
      } catch (error) {
        assertGranaryError(error, 'CLOSED', name);
      }
    }
  }));

test('a put under way at close rejects with CLOSED or is whole, and leaves nothing half done', () =>
  withStore(async (store, again) => {
    const bytes = contentOf(6 * chunk);
    const source = streamOf(oddPieces(bytes), { onPull: () => pause(5) });
    const putting = store.files.put('key', source).then(
      () => 'stored',
      (error) => assertGranaryError(error, 'CLOSED', 'the put'),
    );
    await pause(15);
    await store.close();
    const outcome = await putting;
    const later = await again();
    if (outcome === 'stored') await assertFile(later, 'key', bytes);
    else assertEqual(await later.files.list(), [], 'files');
    assertEqual((await later.stats()).fileCount, outcome === 'stored' ? 1 : 0, 'files counted');
  }));

test('a store is disposable', () =>
  withStore(async (store) => {
    if (Symbol.asyncDispose) await store[Symbol.asyncDispose]();
    else await store.close();
    fact('Symbol.asyncDispose', Symbol.asyncDispose ? 'present' : 'absent');
    await assertRefused(store.files.list(), 'CLOSED');
  }));

test('opening many times at once makes that many connections to one store', () =>
  withStore(async (store, again) => {
    const others = await Promise.all(Array.from({ length: 5 }, () => again()));
    await others[0].files.put('key', contentOf(10));
    for (const other of others) assertEqual(await other.files.has('key'), true, 'has');
    const forms = [...new Set(others.map(({ chunkForm }) => chunkForm))];
    assertEqual(forms, [store.chunkForm], 'chunk forms');
  }));

test('opening a new store several times at once makes one store', async () => {
  const name = freshName();
  const options = { name, chunkSize: chunk };
  const stores = await Promise.all(Array.from({ length: 4 }, () => harness.granary.open(options)));
  try {
    await Promise.all(stores.map((store, index) => store.files.put(`key ${index}`, contentOf(chunk, index))));
    for (const store of stores) {
      for (const index of stores.keys()) await assertFile(store, `key ${index}`, contentOf(chunk, index));
    }
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await deleteDatabase(name);
  }
});
