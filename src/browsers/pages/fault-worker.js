// Runs one operation, and stops dead at one moment of one of its commits. The page that started the
// worker ends it there.
import * as granary from '/package/index.js';
import './content.js';

const chunkSize = 65_536;
const failing = (bytes) =>
  new ReadableStream({
    start: (controller) => controller.enqueue(bytes),
    pull: (controller) => controller.error(new Error('the source failed')),
  });

// A source that advances the clock by twenty seconds before each of its pieces.
let skew = 0;
const { now } = Date;
globalThis.Date = class extends Date {
  getTime() {
    return now() + skew;
  }
};
const slow = (bytes) => {
  let start = 0;
  return new ReadableStream(
    {
      pull(controller) {
        skew += 20_000;
        if (start >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(start, (start += 50_000)));
      },
    },
    { highWaterMark: 0 },
  );
};

/** The operations, which run after `before`. */
const operations = {
  put: ({ files }) => files.put('new', contentOf(100_000, 3)),
  overwrite: ({ files }) => files.put('key', contentOf(100_000, 3)),
  'small put': ({ files }) => files.put('new', contentOf(1000, 3)),
  'slow put': ({ files }) => files.put('new', slow(contentOf(100_000, 3))),
  'put beside it': ({ files }) => files.put('beside', contentOf(100_000, 4)),
  'put of a source that fails': ({ files }) =>
    files.put('new', failing(contentOf(100_000, 3))).catch(() => {}),
  import: ({ files }) => files.importBundle(bundle),
  repair: (store) => store.verify({ repair: true }),
  'two deletions at once': ({ files }) => Promise.all(['key', 'other'].map((key) => files.delete(key))),
  'delete on a full disk': ({ files }) => files.delete('key'),
  delete: ({ files }) => files.delete('key'),
  pin: ({ files }) => files.pin('key'),
  'document put': ({ documents }) => documents.put('document', 2),
  'document delete': ({ documents }) => documents.delete('document'),
  clear: (store) => store.clear(),
  'last use': (store) => store.files.get('key').then(() => store.close()),
  'put without room': ({ files }) => files.put('new', contentOf(100_000, 3)),
};

let bundle;

/** What an operation needs in addition. */
const needs = {
  async import() {
    const elsewhere = await granary.open({ backend: 'memory', chunkSize });
    await elsewhere.files.put('new', contentOf(100_000, 3));
    bundle = await new Response(await elsewhere.files.exportBundle(['new'])).blob();
  },
  async repair(store) {
    await store.files.put('new', await fetch('/package/granary.min.js'));
    const request = indexedDB.open(store.name);
    await new Promise((resolve) => (request.onsuccess = resolve));
    const damaging = request.result.transaction('blobs', 'readwrite');
    damaging.objectStore('blobs').openKeyCursor(null, 'prev').onsuccess = ({ target: { result } }) => {
      // The last whole chunk.
      damaging.objectStore('blobs').put(new ArrayBuffer(chunkSize), result.key - 1);
    };
    await new Promise((resolve) => (damaging.oncomplete = resolve));
    request.result.close();
  },
};

async function before(store) {
  await store.files.put('key', contentOf(100_000, 1));
  await store.files.put('other', contentOf(10_000, 2));
  await store.documents.put('document', 1);
}

// Every write transaction of the operation, described by its changes: "files+ journals-".
const commits = [];
let stop;
let armed = false;

// Memory to wait on: an engine ends a waiting worker at once, and a busy one only after seconds.
// Other kinds of shared memory need an isolated page.
const asleep = new Int32Array(new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 }).buffer);

function reached(moment) {
  if (!armed || stop?.nth !== commits.length || stop.moment !== moment) return;
  postMessage('stopped');
  Atomics.wait(asleep, 0, 0);
}

const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  if (armed && mode === 'readwrite') {
    commits.push(new Set());
    reached('before');
  }
  const begun = transaction.call(this, stores, mode, options);
  // Registered first, so that it learns of the end before all others.
  if (armed && mode === 'readwrite') {
    begun.addEventListener('complete', () => reached('after'));
    begun.addEventListener('abort', () => reached('after'));
  }
  return begun;
};
for (const [method, sign] of [
  ['add', '+'],
  ['put', '+'],
  ['delete', '-'],
]) {
  const original = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function (...given) {
    const request = original.apply(this, given);
    if (armed) {
      commits.at(-1).add(`${this.name}${sign}`);
      reached('within');
      if (full && sign === '+') refuse(this.transaction, request);
    }
    return request;
  };
}

// Imitates how an engine reports a disk without space for a single row: the request succeeds, and
// its transaction aborts.
let full = false;
function refuse(refused, request) {
  const value = new DOMException('', 'QuotaExceededError');
  Object.defineProperty(refused, 'error', { value, configurable: true });
  request.addEventListener('success', () => {
    try {
      refused.abort();
    } catch {
      // The transaction has already aborted.
    }
  });
}

addEventListener('message', async ({ data: { name, operation, stop: asked } }) => {
  stop = asked;
  const store = await granary.open({ name, chunkSize });
  await before(store);
  await needs[operation]?.(store);
  let acting = store;
  if (operation === 'put without room') {
    await store.close();
    acting = await granary.open({ name, chunkSize, budget: 120_000 });
  }
  full = operation === 'delete on a full disk';
  armed = true;
  const failure = await operations[operation](acting).then(
    () => null,
    ({ code, message }) => `${code}: ${message}`,
  );
  armed = full = false;
  await acting.close();
  postMessage({ failure, commits: commits.map((changes) => [...changes].sort().join(' ')) });
});
