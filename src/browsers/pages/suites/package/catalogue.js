const keysOf = (files) => files.map(({ key }) => key);

test('a key that was never put has no file', () =>
  withStore(async (store) => {
    assertEqual(await store.files.get('absent'), undefined, 'get');
    assertEqual(await store.files.has('absent'), false, 'has');
    assertEqual(await store.files.delete('absent'), false, 'delete');
    assertEqual(await store.files.list(), [], 'list');
    await assertRefused(store.files.pin('absent'), 'NOT_FOUND', 'pin');
  }));

test('a put over a file replaces it, shorter or longer', () =>
  withStore(async (store) => {
    for (const size of [3 * chunk, 100, 2 * chunk + 1, 0, chunk]) {
      await store.files.put('key', contentOf(size, size + 1));
      await assertFile(store, 'key', contentOf(size, size + 1));
    }
    assertEqual(keysOf(await store.files.list()), ['key'], 'keys');
    assertEqual((await store.stats()).fileCount, 1, 'files counted');
  }));

test('delete deletes one file and returns whether there was one', () =>
  withStore(async (store) => {
    await store.files.put('one', contentOf(2 * chunk, 1));
    await store.files.put('two', contentOf(2 * chunk, 2));
    assertEqual([await store.files.delete('one'), await store.files.delete('one')], [true, false], 'answers');
    assertEqual([await store.files.has('one'), await store.files.has('two')], [false, true], 'has');
    await assertFile(store, 'two', contentOf(2 * chunk, 2));
  }));

test('the same content under two keys is stored once', () =>
  withStore(async (store) => {
    const bytes = contentOf(4 * chunk + 9);
    await store.files.put('one', bytes);
    const once = await store.stats();
    await store.files.put('two', streamOf(oddPieces(bytes)));
    const twice = await store.stats();
    assertEqual(twice.storedBytes, once.storedBytes, 'bytes stored');
    assertEqual(twice.chunkCount, once.chunkCount, 'chunks');
    assertEqual([once.logicalBytes, twice.logicalBytes], [bytes.length, 2 * bytes.length], 'logical bytes');
    await store.files.delete('one');
    await assertFile(store, 'two', bytes);
  }));

test('a chunk that repeats within a file is stored once', () =>
  withStore(async (store) => {
    const one = contentOf(chunk, 5);
    const bytes = new Uint8Array(await new Blob([one, one, one]).arrayBuffer());
    const file = await store.files.put('key', bytes);
    assertEqual([file.chunkCount, (await store.stats()).chunkCount], [3, 1], 'chunks named and stored');
    assertEqual((await store.stats()).storedBytes, chunk, 'bytes stored');
    await assertFile(store, 'key', bytes);
  }));

test('content that was deleted can be put again', () =>
  withStore(async (store) => {
    const bytes = contentOf(2 * chunk + 3);
    for (let round = 0; round < 4; round++) {
      await store.files.put('key', bytes);
      await assertFile(store, 'key', bytes);
      await store.files.delete('key');
    }
    assertEqual(await store.files.list(), [], 'files');
  }));

test('list returns files in the order of their keys, and by prefix', () =>
  withStore(async (store) => {
    const keys = ['b/2', 'a', 'b/10', 'B', 'b', 'a/é', 'ab', 'ü', '日本/モデル', '😀', '\uffee', ' ', '%2f'];
    for (const key of keys) await store.files.put(key, contentOf(10));
    assertEqual(keysOf(await store.files.list()), [...keys].sort(), 'all keys');
    assertEqual(keysOf(await store.files.list('')), [...keys].sort(), 'keys with an empty prefix');
    for (const prefix of ['b', 'b/', 'a', '日本/', '😀', 'x', '\uffee']) {
      const expected = keys.filter((key) => key.startsWith(prefix)).sort();
      assertEqual(keysOf(await store.files.list(prefix)), expected, `keys with prefix ${prefix}`);
    }
    for (const key of keys) assertEqual((await store.files.get(key))?.key, key, 'key of the file');
  }));

test('a key may be long and contain any character', () =>
  withStore(async (store) => {
    const keys = ['k'.repeat(1024), 'line\nbreak', 'null\u0000inside', '"quoted"', '../up', '__proto__'];
    for (const [index, key] of keys.entries()) await store.files.put(key, contentOf(100, index));
    for (const [index, key] of keys.entries()) await assertFile(store, key, contentOf(100, index));
    assertEqual(keysOf(await store.files.list()), [...keys].sort(), 'keys');
  }));

test('list returns the same information on a file as get, plain and cloneable', () =>
  withStore(async (store) => {
    const before = Date.now();
    const metadata = { layers: [1, 2, { name: 'ü' }], nothing: null, deep: { yes: true } };
    await store.files.put('key', contentOf(chunk + 1), {
      type: 'application/x-gguf',
      metadata,
      pinned: true,
    });
    const [info] = await store.files.list();
    const { key, size, type, sha256: digest, chunkCount, createdAt, pinned } = structuredClone(info);
    const expected = ['key', chunk + 1, 'application/x-gguf', await sha256(contentOf(chunk + 1)), 2, true];
    assertEqual([key, size, type, digest, chunkCount, pinned], expected, 'the info');
    assertEqual(info.metadata, metadata, 'metadata');
    assert(createdAt >= before - 1 && createdAt <= Date.now() + 1, `created at ${createdAt}`);
    const file = await store.files.get('key');
    for (const name of Object.keys(info)) {
      if (name !== 'lastAccessed') assertEqual(file[name], info[name], `${name} of the file`);
    }
    assert(info.lastAccessed >= createdAt, `last accessed at ${info.lastAccessed}`);
  }));

test('metadata stays as it was put when the caller changes its object', () =>
  withStore(async (store) => {
    const metadata = { list: [1, 2] };
    await store.files.put('key', contentOf(1), { metadata });
    metadata.list.push(3);
    assertEqual((await store.files.get('key')).metadata, { list: [1, 2] }, 'metadata');
  }));

test('an overwrite sets its own type and metadata', () =>
  withStore(async (store) => {
    await store.files.put('key', contentOf(1), { type: 'text/plain', metadata: { a: 1 }, pinned: true });
    await store.files.put('key', contentOf(2));
    const [info] = await store.files.list();
    assertEqual([info.type, info.metadata], ['', undefined], 'type and metadata');
    fact('a pin after an overwrite that does not mention it', info.pinned);
  }));

test('the type in the options has priority over the type of the source', () =>
  withStore(async (store) => {
    const typed = new Blob(['text'], { type: 'text/plain' });
    assertEqual((await store.files.put('own', typed)).type, 'text/plain', 'the type of the Blob');
    const file = await store.files.put('asked for', typed, { type: 'text/markdown' });
    assertEqual(file.type, 'text/markdown', 'the type asked for');
    assertEqual((await file.blob()).type, 'text/markdown', 'type of the Blob that comes out');
  }));

test('pin and unpin change only whether the file is pinned', () =>
  withStore(async (store) => {
    await store.files.put('key', contentOf(chunk + 5), { type: 'text/plain', metadata: { a: 1 } });
    const pinned = async () => (await store.files.list()).map((info) => info.pinned);
    assertEqual(await pinned(), [false], 'at first');
    await store.files.pin('key');
    assertEqual(await pinned(), [true], 'after pin');
    await store.files.pin('key', false);
    assertEqual(await pinned(), [false], 'after unpin');
    await store.files.pin('key', true);
    assertEqual(await pinned(), [true], 'after pin again');
    const file = await assertFile(store, 'key', contentOf(chunk + 5));
    assertEqual([file.type, file.metadata], ['text/plain', { a: 1 }], 'type and metadata');
  }));

test('wrong keys and arguments are INVALID everywhere', () =>
  withStore(async (store) => {
    const { files } = store;
    for (const key of [undefined, null, 5, {}, ['key'], Symbol('key'), '', 'half of a pair \ud83d']) {
      const described = `key ${String(key)}`;
      await assertRefused(files.put(key, contentOf(1)), 'INVALID', `put, ${described}`);
      await assertRefused(files.get(key), 'INVALID', `get, ${described}`);
      await assertRefused(files.has(key), 'INVALID', `has, ${described}`);
      await assertRefused(files.delete(key), 'INVALID', `delete, ${described}`);
      await assertRefused(files.pin(key), 'INVALID', `pin, ${described}`);
      if (key !== undefined && key !== '')
        await assertRefused(files.list(key), 'INVALID', `list, ${described}`);
    }
    await files.put('key', contentOf(1));
    await assertRefused(files.pin('key', 'yes'), 'INVALID', 'pin with a string');
    assertEqual(
      (await files.list()).map(({ pinned }) => pinned),
      [false],
      'pinned',
    );
  }));
