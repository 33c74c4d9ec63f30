test('the package exports what the contract names', () => {
  const { granary } = harness;
  for (const name of ['open', 'probe', 'GranaryError']) assertEqual(typeof granary[name], 'function', name);
  assert(/^\d+\.\d+\.\d+/.test(granary.version), `version is ${granary.version}`);
});

if (['page', 'module-worker', 'module-service-worker'].includes(harness.context)) {
  test('the default export has everything that is exported by name', () => {
    const { default: whole, ...named } = { ...harness.granary };
    const differing = Object.keys(named).filter((name) => whole[name] !== named[name]);
    assertEqual(differing, [], 'names missing on the default export');
  });
}

if (harness.context === 'page') {
  test('a classic script tag adds one global: granary', async () => {
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const script = document.createElement('script');
    script.src = '/package/granary.min.js';
    const loaded = new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = () => reject(new Error('The script was not loaded'));
    });
    document.head.append(script);
    await loaded;
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    assertEqual(added, ['granary'], 'new globals');
    assertEqual(granary.version, harness.granary.version, 'version');

    const name = freshName();
    const store = await granary.open({ name });
    await store.files.put('key', contentOf(1000));
    assertBytes(await (await store.files.get('key')).bytes(), contentOf(1000), 'the file');
    const foreign = await refusal(store.files.put('key', 'text'));
    assert(harness.granary.GranaryError.is(foreign), 'GranaryError.is recognises an error of another copy');
    assert(!harness.granary.GranaryError.is(new Error('plain')), 'GranaryError.is takes any error');
    await store.close();
    await deleteDatabase(name);
  });
}

test('probe reports what this context offers, and makes no database', async () => {
  const found = await harness.granary.probe();
  assertEqual(found.indexedDB, true, 'indexedDB');
  assertEqual(found.blobsInIndexedDB, keepsBlobs, 'blobsInIndexedDB');
  assertEqual(found.locks, Boolean(navigator.locks), 'locks');
  for (const name of ['opfs', 'persisted', 'simd']) assertEqual(typeof found[name], 'boolean', name);
  assertEqual(found.webnn.available, Boolean(navigator.ml), 'webnn');
  assert(found.webnn.available || found.webnn.reason?.length > 10, 'no reason why there is no WebNN');
  fact('probe: opfs', found.opfs);
  fact('probe: simd', found.simd);
  fact('probe: quota', typeof found.quota);
  const others = async () => (await indexedDB.databases()).filter(({ name }) => !name.startsWith('package-'));
  // Firefox may list a database for a moment after its deletion.
  for (let attempt = 0; attempt < 50 && (await others()).length > 0; attempt++) await pause(20);
  assertEqual(await others(), [], 'databases left by probe');
});

test('an open store describes itself', () =>
  withStore(async (store) => {
    assertEqual(store.backend, 'indexeddb', 'backend');
    assertEqual(store.chunkForm, keepsBlobs ? 'blob' : 'buffer', 'chunkForm');
    assert(store instanceof EventTarget, 'no EventTarget');
    assertEqual(typeof store.name, 'string', 'type of name');
    fact('chunkForm', store.chunkForm);
    const names = (await indexedDB.databases()).map(({ name }) => name);
    assert(names.includes(store.name), `no database is named ${store.name}`);
  }));

test('later connections keep the chunk form that was chosen first', () =>
  withStore(async (store, again) => {
    await store.close();
    const later = await again();
    assertEqual(later.chunkForm, store.chunkForm, 'chunkForm');
  }));

test('without options the database is named granary and persistent', async () => {
  const store = await harness.granary.open();
  try {
    assertEqual([store.name, store.backend], ['granary', 'indexeddb'], 'name and backend');
  } finally {
    await store.close();
    await deleteDatabase('granary');
  }
});

test('the memory backend stores files and makes no database', async () => {
  const name = freshName();
  const store = await harness.granary.open({ name, backend: 'memory', chunkSize: chunk });
  assertEqual([store.backend, store.chunkForm], ['memory', 'memory'], 'backend and chunkForm');
  const bytes = contentOf(3 * chunk + 5);
  await store.files.put('key', streamOf(oddPieces(bytes)));
  await assertFile(store, 'key', bytes);
  await assertBlob(await (await store.files.get('key')).blob(), bytes, 'the Blob');
  await store.close();
  const names = (await indexedDB.databases()).map((database) => database.name);
  assert(!names.includes(name), 'a database was made for memory');
});

const wrongOptions = [
  ['null', null],
  ['a string', 'granary'],
  ['a number as name', { name: 5 }],
  ['an empty name', { name: '' }],
  ['an unknown backend', { backend: 'disk' }],
  ['a chunk size below 64 KiB', { chunkSize: 65_535 }],
  ['a chunk size above 64 MiB', { chunkSize: 64 * 1024 * 1024 + 1 }],
  ['a chunk size that is not a number', { chunkSize: '65536' }],
  ['a chunk size that is NaN', { chunkSize: NaN }],
  ['a broken chunk size', { chunkSize: 65_536.5 }],
  ['a negative budget', { budget: -1 }],
  ['an unknown verify', { verify: 'sometimes' }],
  ['a negative memory cache', { memoryCache: -1 }],
  ['an unknown option', { colour: 'red' }],
];
test('wrong options of open are INVALID and make no database', async () => {
  const databases = async () => (await indexedDB.databases()).map(({ name }) => name).sort();
  const before = await databases();
  for (const [subject, options] of wrongOptions) {
    const opening = harness.granary.open(options && options.name === undefined ? { ...options } : options);
    await assertRefused(opening, 'INVALID', subject);
  }
  assertEqual(await databases(), before, 'databases');
});
