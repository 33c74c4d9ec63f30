// Starts workers that stop at a moment of a commit, ends them there, and checks what is left.
globalThis.faults = {
  /** Returns what the operation commits when it is not stopped. */
  async whole({ name, operation }) {
    return new Promise((resolve, reject) => {
      const worker = new Worker('/fault-worker.js', { type: 'module' });
      worker.onmessage = ({ data }) =>
        data.failure ? reject(new Error(data.failure)) : resolve(data.commits);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ name, operation });
    });
  },

  /** Ends the worker at the moment; returns whether the worker came that far. */
  async end({ name, operation, stop }) {
    const worker = new Worker('/fault-worker.js', { type: 'module' });
    const said = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ name, operation, stop });
    });
    worker.terminate();
    // An engine takes some time to end a busy worker.
    const owner = ({ name: lock }) => lock.startsWith(`granary:${name}:owner:`);
    while ((await navigator.locks.query()).held.some(owner)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return said === 'stopped';
  },

  /** Returns what is left, and whether it is whole and its totals are right. */
  async look(name) {
    const store = await granary.open({ name });
    const found = {};
    let logicalBytes = 0;
    for (const { key, size, pinned } of await store.files.list()) {
      logicalBytes += size;
      try {
        const bytes = await (await store.files.get(key)).bytes();
        const seed = [1, 2, 3].find((each) => sameBytes(bytes, size, each));
        found[key] = seed ? `${size} of ${seed}${pinned ? ', pinned' : ''}` : 'whole';
      } catch (damaged) {
        found[key] = damaged.code;
      }
    }
    found.document = await store.documents.get('document');
    const stats = await store.stats();
    await store.close();
    const request = indexedDB.open(name);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const rows = request.result.transaction('blobs').objectStore('blobs').getAll();
    const blobs = await new Promise((resolve) => (rows.onsuccess = () => resolve(rows.result)));
    request.result.close();
    const storedBytes = blobs.reduce((sum, each) => sum + (each.size ?? each.byteLength), 0);
    return {
      found,
      told: [stats.fileCount, stats.logicalBytes, stats.chunkCount, stats.storedBytes],
      counted: [Object.keys(found).length - 1, logicalBytes, blobs.length, storedBytes],
    };
  },

  /**
   * Opens all stores until each has been swept; returns the names of those that still hold
   * unfinished data.
   */
  async unfinished(names) {
    const stores = await Promise.all(names.map((name) => granary.open({ name })));
    let left = stores;
    for (let tries = 0; left.length > 0 && tries < 60; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const stats = await Promise.all(left.map((store) => store.stats()));
      left = left.filter((_, index) => stats[index].unfinishedBytes > 0);
    }
    await Promise.all(stores.map((store) => store.close()));
    return left.map(({ name }) => name);
  },
};
