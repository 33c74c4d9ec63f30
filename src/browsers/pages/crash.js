// Puts and overwrites files until the browser is killed, and then checks what is left. Every
// version of a key has bytes of its own, so the stored bytes identify their version.
const keys = ['small', 'medium', 'large', 'shared', 'steady'];
const chunkSize = 256 * 1024;

function versionOf(key, version) {
  const sizes = { small: 3_000, medium: 300_000, large: 2_500_000, shared: 900_000, steady: 600_000 };
  // Some files shrink, some grow, and the shared one repeats its content every third time.
  const size = sizes[key] + ((version * 7919) % (sizes[key] / 2));
  const seed = key === 'shared' ? 1 + (version % 3) : 1000 * (keys.indexOf(key) + 1) + version;
  return contentOf(key === 'shared' ? sizes.shared : Math.floor(size), seed);
}

async function hexDigest(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function piecewise(bytes) {
  let start = 0;
  return new ReadableStream({
    pull(controller) {
      if (start >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(start, (start += 70_001)));
    },
  });
}

function openWitness() {
  const request = indexedDB.open('witness', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('counts');
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

globalThis.crash = {
  /** Starts from the given versions and never ends. Acknowledgements go to the console. */
  async write(next) {
    const store = await granary.open({ name: 'crash', chunkSize });
    const report = (error) => console.log(`failed ${error.name} ${error.code}: ${error.message}`);
    for (const key of keys) {
      (async () => {
        for (let version = next[key]; ; version++) {
          const source =
            version % 2 ? piecewise(versionOf(key, version)) : new Blob([versionOf(key, version)]);
          await store.files.put(key, source, { metadata: { version } });
          console.log(`acknowledged ${key} ${version}`);
        }
      })().catch(report);
    }
    // Plain code writes beside Granary: when its data is lost, too, the engine lost it.
    const witness = await openWitness();
    const before = witness.transaction('counts').objectStore('counts').get('count');
    await new Promise((resolve) => (before.onsuccess = resolve));
    if ((before.result ?? 0) < next.witness - 1) console.log('lost before it was opened');
    for (let count = (before.result ?? 0) + 1; ; count++) {
      const transaction = witness.transaction('counts', 'readwrite', { durability: 'strict' });
      transaction.objectStore('counts').put(count, 'count');
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      console.log(`acknowledged witness ${count}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },

  /** Returns the version of each key, 0 for none. Throws when the stored bytes are no version. */
  async inspect() {
    const witness = await openWitness();
    const request = witness.transaction('counts').objectStore('counts').get('count');
    await new Promise((resolve) => (request.onsuccess = resolve));
    witness.close();

    const store = await granary.open({ name: 'crash', chunkSize });
    const found = { witness: request.result ?? 0 };
    let logicalBytes = 0;
    for (const key of keys) {
      const file = await store.files.get(key);
      found[key] = file?.metadata.version ?? 0;
      if (!file) continue;
      const expected = versionOf(key, file.metadata.version);
      const bytes = await file.bytes();
      const digest = await hexDigest(bytes);
      const described = `${key}, version ${file.metadata.version}`;
      if (bytes.length !== expected.length) throw new Error(`${described} has ${bytes.length} bytes`);
      if (digest !== (await hexDigest(expected))) throw new Error(`${described} has wrong bytes`);
      if (digest !== file.sha256) throw new Error(`${described} has the SHA-256 ${file.sha256}`);
      logicalBytes += bytes.length;
    }
    const fileCount = keys.filter((key) => found[key] > 0).length;
    const stats = await unfinishedGone(store);
    const listed = (await store.files.list()).length;
    const totals = [stats.fileCount, listed, stats.logicalBytes, stats.unfinishedBytes];
    const wanted = [fileCount, fileCount, logicalBytes, 0];
    if (String(totals) !== String(wanted)) throw new Error(`statistics are ${totals} instead of ${wanted}`);

    await store.files.put('new', versionOf('medium', 1));
    if (
      (await hexDigest(await (await store.files.get('new')).bytes())) !==
      (await hexDigest(versionOf('medium', 1)))
    )
      throw new Error('a new file has wrong bytes');
    await store.files.delete('new');
    await store.close();
    return found;
  },

  /** Empties the store, and counts what is left in the database. */
  async clear() {
    const store = await granary.open({ name: 'crash', chunkSize });
    await store.clear();
    await store.close();
    const request = indexedDB.open('crash');
    await new Promise((resolve) => (request.onsuccess = resolve));
    const tables = ['blobs', 'chunks', 'files', 'journals'];
    const transaction = request.result.transaction(tables);
    const counts = tables.map(
      (table) =>
        new Promise((resolve) => {
          transaction.objectStore(table).count().onsuccess = ({ target }) => resolve(target.result);
        }),
    );
    const left = await Promise.all(counts);
    request.result.close();
    return left;
  },
};

// Waits until a sweep has detected the killed writer and has deleted its unfinished data.
async function unfinishedGone(store) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const stats = await store.stats();
    if (stats.unfinishedBytes === 0) return stats;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return store.stats();
}
