// Damages the database behind the back of a store, in every way.
const brittle = contentOf(2 * chunk + 9, 31);
const robust = contentOf(chunk + 7, 32);

/** Edits the table of a database that other connections may have open. */
async function damageTable(name, table, change) {
  const database = await openPlainly(name);
  const transaction = database.transaction(table, 'readwrite');
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  change(transaction.objectStore(table));
  await ended;
  database.close();
}

/** Changes the first record of the table; deletes it where the change returns nothing. */
const firstRecord = (change) => (table) => {
  table.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    const value = change(cursor.value);
    if (value === undefined) cursor.delete();
    else cursor.update(value);
  };
};

/** Changes the records for which the change returns something. */
const changed = (change) => (table) => {
  table.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return;
    const value = change(cursor.value);
    if (value) cursor.update(value);
    cursor.continue();
  };
};

/** Returns the chunk whose bytes were stored last. */
async function lastPlace(name) {
  const database = await openPlainly(name);
  const rows = await new Promise((resolve, reject) => {
    const request = database.transaction('chunks').objectStore('chunks').getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  database.close();
  return rows.reduce((last, row) => (row.physicalId > last.physicalId ? row : last));
}

const kinds = {
  'missing bytes': ['blobs', () => undefined, /missing/],
  'wrong bytes': ['blobs', () => new ArrayBuffer(chunk), /have changed/],
  'wrong bytes in a Blob': ['blobs', () => new ArrayBuffer(chunk + 1), /bytes instead of/],
  'bytes of another type': ['blobs', () => 'nothing', /missing/],
  'a missing chunk row': ['chunks', () => undefined, /missing/],
  'a chunk row of another type': ['chunks', () => 5, /missing/],
  'wrong checksums': ['chunks', (row) => ({ ...row, crcs: new Int32Array(row.crcs.length) }), /have changed/],
  'a damaged manifest': ['files', (row) => ({ ...row, text: row.text.slice(1) }), /manifest/],
  'a manifest of another type': ['files', () => null, /manifest/],
};

for (const [kind, [table, change, said]] of Object.entries(kinds)) {
  test(`${kind}: one bad item, named, harmless to others, repaired by storing it again`, () =>
    withStore(async (store, again) => {
      await store.files.put('brittle', brittle);
      await store.close();
      await damageTable(store.name, table, firstRecord(change));

      const later = await again();
      await later.files.put('robust', robust);
      await assertFile(later, 'robust', robust);
      const { bad } = await later.verify();
      assertEqual(
        bad.map(({ key, repaired }) => [key, repaired]),
        [['brittle', false]],
        'what is bad',
      );
      assert(said.test(bad[0].reason), bad[0].reason);
      assertEqual(bad[0].chunk < 0, table === 'files', 'whether it is the manifest');
      const error = await refusal(later.files.get('brittle').then((file) => file.bytes()));
      assertGranaryError(error, 'CORRUPT', 'reading it');
      assertEqual((await later.verify({ key: 'robust' })).bad, [], 'the other file');

      await later.files.put('brittle', brittle);
      assertEqual((await later.verify()).bad, [], 'after storing it again');
      await assertFile(later, 'brittle', brittle);
      await later.clean();
      await assertCounted(later);
      await later.clear();
      await assertCounted(later);
    }));
}

/**
 * Asserts that the totals are those of the catalogue, and that no bytes lie there without a chunk.
 */
async function assertCounted(store) {
  const database = await openPlainly(store.name);
  const read = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const table = (name) => database.transaction(name).objectStore(name);
  const chunks = await read(table('chunks').getAll());
  const blobs = await read(table('blobs').count());
  database.close();
  const { chunkCount, storedBytes } = await store.stats();
  const counted = { chunkCount: chunks.length, storedBytes: 0, blobs: chunks.length };
  for (const chunk of chunks) counted.storedBytes += chunk.stored;
  assertEqual({ chunkCount, storedBytes, blobs }, counted, 'totals, and bytes there');
}

test('a chunk row that points at the bytes of the next hides no other', () =>
  withStore(async (store, again) => {
    await store.files.put('brittle', brittle);
    await store.close();
    const first = changed((row) => row.physicalId === 1 && { ...row, physicalId: 2 });
    await damageTable(store.name, 'chunks', first);
    const later = await again();
    const { bad } = await later.verify();
    assertEqual(
      bad.map((each) => each.chunk),
      [0],
      'what is bad',
    );
    const file = await later.files.get('brittle');
    assertBytes(await file.bytes(chunk), brittle.subarray(chunk), 'the rest');
  }));

test('a chunk row that points at the bytes of another harms those neither when repaired nor when swept', () =>
  withStore(async (store, again) => {
    await store.files.put('brittle', brittle);
    await store.files.put('robust', robust);
    const { physicalId } = await lastPlace(store.name);
    await store.close();
    const first = changed((row) => row.physicalId === 1 && { ...row, physicalId });
    await damageTable(store.name, 'chunks', first);
    const healed = await again();
    assertGranaryError(
      await refusal(healed.files.get('brittle').then((file) => file.bytes())),
      'CORRUPT',
      'reading it',
    );
    await healed.files.put('brittle', brittle);
    assertEqual((await healed.verify()).bad, [], 'after storing it again');
    await healed.close();

    const third = changed((row) => row.physicalId > physicalId && { ...row, physicalId });
    await damageTable(store.name, 'chunks', third);
    const swept = await again();
    await swept.files.delete('brittle');
    await swept.clean();
    await assertFile(swept, 'robust', robust);
    await assertCounted(swept);
  }));

test('damaged rows of every other table harm nothing', () =>
  withStore(async (store, again) => {
    await store.files.put('robust', robust);
    await store.documents.put('good', { n: 1 });
    await store.close();
    for (const table of ['journals', 'access', 'documents', 'models', 'tensors', 'repos', 'collections']) {
      await damageTable(store.name, table, (rows) => {
        rows.put(7, 'one');
        rows.put({ text: 5, names: [1], time: {} }, 'two');
      });
    }
    const later = await again();
    await assertFile(later, 'robust', robust);
    assertEqual((await later.files.list()).length, 1, 'files listed');
    assertEqual(await later.documents.get('good'), { n: 1 }, 'the good document');
    assertGranaryError(await refusal(later.documents.get('one')), 'CORRUPT', 'the damaged document');
    await later.files.put('brittle', brittle);
    await later.files.delete('robust');
    await assertFile(later, 'brittle', brittle);
    // The rows of tensors name the chunks of models, so `verify` reads them.
    const { bad } = await later.verify();
    assertEqual(
      bad.map(({ key }) => key),
      ['one', 'two'],
      'what is bad',
    );
    await later.clear();
  }));

test('repair downloads only the damaged parts again', () =>
  withStore(async (store, again) => {
    const url = new URL('/package/granary.min.js', location.href).href;
    const file = await store.files.put('origin', await fetch(url));
    assertEqual(file.url, url, 'the origin');
    const content = await file.bytes();
    await store.files.put('no ranges', await fetch(`${url}?whole`));
    await store.close();
    await damageTable(
      store.name,
      'blobs',
      firstRecord(() => undefined),
    );

    const later = await again();
    const repaired = async (options) => (await later.verify(options)).bad.map((bad) => bad.repaired);
    assertEqual(await repaired({ key: 'no ranges', repair: true }), [false], 'without ranges');
    assertEqual(await repaired({ repair: true }), [true, true], 'with them');
    assertEqual(await repaired(), [], 'afterwards');
    await assertFile(later, 'origin', content);
    await assertFile(later, 'no ranges', content);
  }));
