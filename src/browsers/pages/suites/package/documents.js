const values = {
  text: 'größer 😀',
  'an empty text': '',
  number: -1.5e300,
  zero: 0,
  yes: true,
  no: false,
  nothing: null,
  list: [1, [2, [3]], {}],
  configuration: { model_type: 'llama', layers: 32, nested: { 'a b': ['c'] }, __proto: 1 },
  large: Array.from({ length: 20_000 }, (_, index) => `token ${index}`),
};

test('every JSON value is returned as it was put, in another connection, too', () =>
  withStore(async (store, again) => {
    for (const [key, value] of Object.entries(values)) await store.documents.put(key, value);
    const other = await again();
    for (const [key, value] of Object.entries(values)) {
      assertEqual(await store.documents.get(key), value, key);
      assertEqual(await other.documents.get(key), value, `${key} in another connection`);
      assertEqual(await store.documents.has(key), true, `has ${key}`);
    }
    assertEqual(await store.documents.keys(), Object.keys(values).sort(), 'keys');
  }));

test('a document is replaced, deleted, and then absent', () =>
  withStore(async ({ documents }) => {
    assertEqual([await documents.get('key'), await documents.has('key')], [undefined, false], 'at first');
    await documents.put('key', { version: 1 });
    await documents.put('key', { version: 2 });
    assertEqual(await documents.get('key'), { version: 2 }, 'the document');
    assertEqual([await documents.delete('key'), await documents.delete('key')], [true, false], 'delete');
    assertEqual([await documents.get('key'), await documents.has('key')], [undefined, false], 'at last');
  }));

test('keys of documents are listed by prefix and in order', () =>
  withStore(async ({ documents }) => {
    const keys = ['b/1', 'a', 'b/2', 'b', 'ü', '😀/x'];
    for (const key of keys) await documents.put(key, 1);
    assertEqual(await documents.keys('b/'), ['b/1', 'b/2'], 'keys below b');
    assertEqual(await documents.keys('😀'), ['😀/x'], 'keys below an emoji');
    assertEqual(await documents.keys(), [...keys].sort(), 'all keys');
  }));

test('a document and a file may have the same key', () =>
  withStore(async (store) => {
    await store.documents.put('key', { a: 1 });
    await store.files.put('key', contentOf(100));
    await store.documents.delete('key');
    await assertFile(store, 'key', contentOf(100));
    assertEqual((await store.stats()).fileCount, 1, 'files counted');
  }));

test('a document is a copy: caller and store do not change each other’s value', () =>
  withStore(async ({ documents }) => {
    const value = { list: [1] };
    await documents.put('key', value);
    value.list.push(2);
    (await documents.get('key')).list.push(3);
    assertEqual(await documents.get('key'), { list: [1] }, 'the document');
  }));

test('a value that JSON cannot express is INVALID and stores nothing', () =>
  withStore(async ({ documents }) => {
    const cyclic = {};
    cyclic.self = cyclic;
    const failing = {
      toJSON() {
        throw new Error('thrown by the test');
      },
    };
    const refused = { undefined, function: () => {}, symbol: Symbol('s'), big: 1n, cyclic, failing };
    for (const [name, value] of Object.entries(refused)) {
      await assertRefused(documents.put('key', value), 'INVALID', name);
    }
    for (const key of [undefined, null, 5, {}]) {
      const described = `key ${String(key)}`;
      await assertRefused(documents.put(key, 1), 'INVALID', `put, ${described}`);
      await assertRefused(documents.get(key), 'INVALID', `get, ${described}`);
      await assertRefused(documents.has(key), 'INVALID', `has, ${described}`);
      await assertRefused(documents.delete(key), 'INVALID', `delete, ${described}`);
    }
    assertEqual(await documents.keys(), [], 'keys');
  }));
