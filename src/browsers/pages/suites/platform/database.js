// Wraps IndexedDB in promises, just enough for these tests. Loaded like the other files of the
// suite, as a module or as a classic script: hence globals.
Object.assign(globalThis, {
  settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  },

  /** Returns how the transaction ends. Call it before the first await. */
  ending(transaction) {
    return new Promise((resolve) => {
      transaction.oncomplete = () => resolve({ type: 'complete' });
      transaction.onabort = () => resolve({ type: 'abort', error: transaction.error });
    });
  },

  openDatabase(name, version, upgrade = () => {}) {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result, request.transaction);
    return settled(request);
  },

  deleteDatabase(name) {
    return settled(indexedDB.deleteDatabase(name));
  },

  freshName: () => `platform-${crypto.randomUUID()}`,

  /** Runs the body on a new database with these stores, then deletes it. */
  async withDatabase(stores, body) {
    const name = freshName();
    const database = await openDatabase(name, 1, (created) => {
      for (const store of stores) created.createObjectStore(store);
    });
    try {
      return await body(database);
    } finally {
      database.close();
      await deleteDatabase(name);
    }
  },

  write(database, store, key, value) {
    return change(database, store, (records) => records.put(value, key));
  },

  remove(database, store, key) {
    return change(database, store, (records) => records.delete(key));
  },

  read(database, store, key) {
    return settled(database.transaction(store).objectStore(store).get(key));
  },

  patterned(length, seed = 0) {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index++) bytes[index] = (index + seed) % 251;
    return bytes;
  },

  assertBytes(buffer, expected, subject) {
    const found = new Uint8Array(buffer);
    assertEqual(found.length, expected.length, `${subject}, length`);
    const difference = found.findIndex((byte, index) => byte !== expected[index]);
    assertEqual(difference, -1, `${subject}, first wrong byte`);
  },
});

async function change(database, store, apply) {
  const transaction = database.transaction(store, 'readwrite');
  const ended = ending(transaction);
  apply(transaction.objectStore(store));
  const { type, error } = await ended;
  if (type === 'abort') throw error ?? new Error('aborted');
}
