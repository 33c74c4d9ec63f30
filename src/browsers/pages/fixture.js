// Saves and restores databases of IndexedDB with plain code. The saved database of a released
// schema lets later versions of Granary test that they open it.
const stores = ({ objectStoreNames }) => [...objectStoreNames].sort();

const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function openPlainly(name, version, upgrade) {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => upgrade(request.result);
  return result(request);
}

const base64 = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''));
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Encodes for JSON what JSON cannot express: each kind of bytes under its name. */
async function encoded(value) {
  if (value instanceof Blob) return { $blob: base64(await value.arrayBuffer()) };
  if (value instanceof ArrayBuffer) return { $buffer: base64(value) };
  if (value instanceof Int32Array) return { $int32: [...value] };
  if (ArrayBuffer.isView(value)) throw new Error(`A fixture does not know ${value.constructor.name}`);
  if (Array.isArray(value)) return Promise.all(value.map(encoded));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(async ([name, each]) => [name, await encoded(each)]);
  return Object.fromEntries(await Promise.all(entries));
}

function decoded(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decoded);
  if ('$blob' in value) return new Blob([bytesOf(value.$blob)]);
  if ('$buffer' in value) return bytesOf(value.$buffer).buffer;
  if ('$int32' in value) return Int32Array.from(value.$int32);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, decoded(each)]));
}

globalThis.fixture = {
  /** Saves the whole database: version, stores, indexes and records. */
  async taken(name) {
    const database = await openPlainly(name);
    const transaction = database.transaction(stores(database));
    const taken = stores(database).map(async (storeName) => {
      const store = transaction.objectStore(storeName);
      const indexes = [...store.indexNames].sort().map((indexName) => {
        const { keyPath, multiEntry, unique } = store.index(indexName);
        return { name: indexName, keyPath, multiEntry, unique };
      });
      const [keys, values] = [result(store.getAllKeys()), result(store.getAll())];
      const records = (await keys).map(async (key, index) => [key, await encoded((await values)[index])]);
      return [storeName, { indexes, records: await Promise.all(records) }];
    });
    const all = Object.fromEntries(await Promise.all(taken));
    const { version } = database;
    database.close();
    return { version, stores: all };
  },

  /** Loads the database that was saved under this name. */
  async kept(from) {
    const { body } = await fetch(`/fixtures/${from}.json.gz`);
    return new Response(body.pipeThrough(new DecompressionStream('gzip'))).json();
  },

  /**
   * Makes a database from a saved one; with `newer`, of a newer version with a store that only that
   * version knows.
   */
  async restore({ name, from, newer = false }) {
    const { version, stores } = await fixture.kept(from);
    const database = await openPlainly(name, newer ? version + 1 : version, (made) => {
      for (const [storeName, { indexes }] of Object.entries(stores)) {
        const store = made.createObjectStore(storeName);
        for (const { name, keyPath, multiEntry, unique } of indexes)
          store.createIndex(name, keyPath, { multiEntry, unique });
      }
      if (newer) made.createObjectStore('future').put('kept', 'record');
    });
    const transaction = database.transaction(Object.keys(stores), 'readwrite');
    for (const [storeName, { records }] of Object.entries(stores)) {
      for (const [key, value] of records) transaction.objectStore(storeName).put(decoded(value), key);
    }
    await done(transaction);
    database.close();
  },

  /**
   * Fills a database with one of everything that this Granary can store, and with something
   * unfinished.
   */
  async fill(name) {
    const store = await granary.open({ name, chunkSize: 65_536 });
    const { files, documents } = store;
    const letters = (size, seed) => new TextEncoder().encode(`Granary ${seed}. `.repeat(size).slice(0, size));
    await files.put('small', letters(1000, 1), { type: 'text/plain', metadata: { a: [1, 'é'] } });
    await files.put('empty', new Uint8Array());
    await files.put('models/large', letters(150_000, 2), { pinned: true });
    await files.put('models/same', letters(150_000, 2));
    await files.put('replaced', letters(70_000, 3));
    await files.put('replaced', letters(140_000, 4));
    await files.put('deleted', letters(66_000, 5));
    await files.delete('deleted');
    await documents.put('settings', { b: [true, null, 1.5] });
    // A session writes times of last use when it closes.
    const reader = await granary.open({ name });
    await reader.files.get('small');
    await reader.close();
    const never = new ReadableStream({
      start: (controller) => controller.enqueue(letters(100_000, 6)),
      pull: () => new Promise(() => {}),
    });
    files.put('unfinished', never).catch(() => {});
    for (let tries = 0; (await store.stats()).unfinishedBytes === 0 && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return fixture.shown(store);
  },

  /** Returns everything that a session reports about its store. */
  async shown(store) {
    const shown = [];
    for (const { key } of await store.files.list()) {
      const file = await store.files.get(key);
      const { size, type, sha256, chunkCount, createdAt, pinned, metadata } = file;
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.bytes()));
      const actual = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      const blob = await file.blob();
      const facts = { key, size, type, sha256, chunkCount, createdAt, pinned, metadata: metadata ?? null };
      shown.push({ ...facts, right: actual === sha256 && blob.size === size });
    }
    const { fileCount, logicalBytes, storedBytes, chunkCount, garbageBytes } = await store.stats();
    return {
      form: store.chunkForm,
      files: shown,
      settings: await store.documents.get('settings'),
      stats: { fileCount, logicalBytes, storedBytes, chunkCount, garbageBytes },
    };
  },
};
