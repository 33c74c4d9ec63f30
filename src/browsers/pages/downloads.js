// Runs downloads in a page for the scenario, and returns the outcomes as plain values.
async function hexDigest(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const running = {};
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A database of plain code: when its data is lost, too, the engine lost it. */
function witness(mode, body) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('witness', 1);
    opening.onerror = () => reject(opening.error);
    opening.onupgradeneeded = () => opening.result.createObjectStore('seen');
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('seen', mode, { durability: 'strict' });
      const request = body(transaction.objectStore('seen'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    };
  });
}

globalThis.downloads = {
  async open(options) {
    downloads.store = await granary.open({ name: 'downloads', ...options });
    await downloads.store.clear();
  },

  async reopen(options) {
    downloads.store = await granary.open({ name: 'downloads', ...options });
  },

  /** Fetches or resumes, to the end or until this many bytes have arrived. */
  async run({ key, url, resume = false, abortAt = Infinity, options = {} }) {
    const heard = [];
    const aborter = new AbortController();
    const signal = aborter.signal;
    const onProgress = (progress) => {
      heard.push({ at: performance.now(), ...progress });
      if (progress.loaded >= abortAt) aborter.abort(new Error('aborted by the test'));
    };
    const all = { ...options, signal, onProgress };
    const { files } = downloads.store;
    const begun = performance.now();
    const outcome = { heard };
    running[key] = heard;
    try {
      const file = await (resume ? files.resume(key, all) : files.fetch(key, url, all));
      outcome.size = file.size;
      outcome.sha256 = file.sha256;
    } catch ({ name, code, message, details }) {
      outcome.error = { name, code, message, details };
    }
    outcome.milliseconds = performance.now() - begun;
    return outcome;
  },

  /** Begins a download; `ended` returns its outcome. */
  begin(what) {
    running[`${what.key} ended`] = downloads.run(what);
  },
  ended: (key) => running[`${key} ended`],
  loaded: (key) => running[key]?.at(-1)?.loaded ?? 0,

  /** Returns what is stored, from the bytes that it reads. */
  async stored(key) {
    const file = await downloads.store.files.get(key);
    if (!file) return null;
    const bytes = await file.bytes();
    return { size: bytes.length, sha256: await hexDigest(bytes) };
  },

  /**
   * Checks a file that is too large to be read at once: verifies it chunk by chunk, against its
   * stored digest.
   */
  async scrubbed(key) {
    const file = await downloads.store.files.get(key);
    const { bad, checkedBytes } = await downloads.store.verify({ key });
    return { size: file.size, sha256: file.sha256, bad, checkedBytes };
  },

  leaveWitness: () => witness('readwrite', (seen) => seen.put(true, 'here')),
  hasWitness: () => witness('readonly', (seen) => seen.get('here')),

  /**
   * Downloads in a worker that is terminated every so many milliseconds and started again, until
   * the file is complete.
   */
  async inWorkers({ every, ...what }) {
    for (let starts = 1; ; starts++) {
      const worker = new Worker('/download-worker.js', { type: 'module' });
      const ended = new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ error: { message } });
      });
      worker.postMessage(what);
      const outcome = await Promise.race([ended, pause(every)]);
      worker.terminate();
      if (outcome) return { starts, ...outcome };
    }
  },

  unfinished: () => downloads.store.files.unfinished(),
  pause: (key) => downloads.store.files.pause(key),
  discard: (key) => downloads.store.files.discard(key),
  stats: () => downloads.store.stats(),
};
