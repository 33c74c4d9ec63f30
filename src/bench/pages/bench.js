// Runs the work of the benches in the page; the benches call these functions by name. All times are
// milliseconds.
import {
  clearBare,
  openBare,
  putBuffer,
  putSmallFiles,
  putStream,
  putTensors,
  readManifest,
} from './bare.js';
import { cacheWork } from './caches.js';
import { constantsWork } from './constants.js';
import { contenders, race } from './kernels.js';
import { modelWork, smallTensors } from './models.js';
import { MIB, source } from './source.js';
import { weightKinds, weights } from './weights.js';
import { watchWindow } from './window-time.js';

let granary;
let file;
let tasks;
let made;

globalThis.bench = {
  /** Loads the package and opens nothing. */
  load: () => loadPackage().then(() => {}),

  async open(options) {
    const { open } = await loadPackage();
    return timed(async () => {
      granary = await open({ backend: 'indexeddb', ...options });
    });
  },

  close: () => granary.close(),

  /** Imports the package and opens a store in a new document, as a page does when it starts. */
  async loadAndOpen() {
    const frame = document.createElement('iframe');
    frame.src = 'frame.html';
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    try {
      return await frame.contentWindow.loadAndOpen();
    } finally {
      frame.remove();
    }
  },

  /** Returns the names of the tasks of the kernels. */
  async kernelTasks() {
    const { link, ...found } = await contenders();
    if (link === 'java') throw new Error('This engine runs no kernels.');
    tasks = found;
    return Object.keys(tasks);
  },

  kernelRace: ({ task, rounds }) => race(tasks[task], rounds),

  openBare,

  put: ({ key = 'file', mib, seed, paced }) =>
    timed(async () => {
      const size = mib * MIB;
      const stored = await granary.files.put(key, source(size, seed, { paced }));
      if (stored.size !== size) throw new Error(`${stored.size} bytes stored instead of ${size}`);
    }),

  async download({ url, mib, sha256 }) {
    const stop = watchWindow();
    const time = await timed(async () => {
      const stored = await granary.files.fetch('file', url, { sha256 });
      if (stored.size !== mib * MIB) throw new Error(`${stored.size} bytes stored instead of ${mib * MIB}`);
    });
    return { ...time, ...stop() };
  },

  downloadBare: ({ url, mib }) =>
    timed(async () => putStream((await fetch(url, { cache: 'no-store' })).body, mib * MIB)),

  async putWatched(what) {
    const stop = watchWindow();
    const time = await bench.put({ ...what, paced: true });
    return { ...time, ...stop() };
  },

  weightKinds: () => weightKinds,

  makeWeights({ kind, mib }) {
    made = weights(kind, mib * MIB);
  },

  async putWeights({ encoding }) {
    const stop = watchWindow();
    const time = await timed(() => granary.files.put('file', made, { encoding }).then(() => {}));
    const { longestPause } = stop();
    const { storedBytes } = await granary.stats();
    return { ...time, longestPause, storedBytes };
  },

  async readWatched() {
    const stop = watchWindow();
    const time = await bench.readVerified();
    return { ...time, ...stop() };
  },

  async putSmall({ count }) {
    for (let i = 0; i < count; i++) await granary.files.put(`small/${i}`, new TextEncoder().encode(`${i}`));
  },

  /** Puts files of 4 KiB with different contents, all at once. */
  async putMany({ count, from }) {
    const contents = smallFiles(count, from);
    // The contents take some 0.2 s to make. The watch shall not count them as part of the first task of the puts.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stop = watchWindow();
    const time = await timed(async () => {
      await Promise.all(contents.map((content, i) => granary.files.put(`many/${from + i}`, content)));
    });
    return { ...time, ...stop() };
  },

  async putManyBare({ count, from }) {
    const files = smallFiles(count, from).map((content, i) => ({
      key: `many/${from + i}`,
      id: randomId(),
      content,
    }));
    return timed(() => putSmallFiles(files));
  },

  putInTurn: ({ count }) =>
    timed(async () => {
      for (let i = 0; i < count; i++) await granary.files.put(`turn/${i}`, smallFile(5_000_000 + i));
    }),

  list: ({ count }) =>
    timed(async () => {
      const { length } = await granary.files.list('many/');
      if (length !== count) throw new Error(`${length} files listed instead of ${count}`);
    }),

  stats: ({ count }) =>
    timed(async () => {
      const { fileCount } = await granary.stats();
      if (fileCount !== count) throw new Error(`${fileCount} files counted instead of ${count}`);
    }),

  ...modelWork(() => granary, timed),
  ...constantsWork(() => granary, timed),
  ...cacheWork(timed),

  putTensorsBare({ id, count, seed }) {
    const tensors = smallTensors(count, seed);
    return timed(() => putTensors(id, tensors));
  },

  readBareRow: ({ id }) => timed(() => readManifest(id)),

  putBare: ({ mib, seed, careful }) => timed(() => putStream(source(mib * MIB, seed), mib * MIB, careful)),

  putBuffer: ({ mib }) => timed(() => putBuffer(mib * MIB)),

  /** Empties both databases. */
  async clear() {
    await granary?.clear();
    await clearBare();
  },

  /** Opens the stored file for the next calls. */
  async get({ key = 'file' } = {}) {
    file = await granary.files.get(key);
    return { size: file.size };
  },

  readVerified: () => timed(() => drain(file.stream())),

  readWhole: () =>
    timed(async () => {
      const { length } = await file.bytes();
      if (length !== file.size) throw new Error(`${length} bytes read instead of ${file.size}`);
    }),

  async readBlob() {
    const blob = await file.blob();
    return timed(() => drain(blob.stream()));
  },

  /** Measures the time to the first byte: from the call of get(), and from the open file. */
  async firstByte({ key = 'file' } = {}) {
    const start = performance.now();
    const opened = await granary.files.get(key);
    const got = performance.now();
    const reader = opened.stream().getReader();
    const { value } = await reader.read();
    const end = performance.now();
    await reader.cancel();
    return { fromGet: end - start, fromStream: end - got, pieceBytes: value.length };
  },

  async randomBytes({ count, length, seed }) {
    const times = [];
    let x = seed;
    for (let i = 0; i < count; i++) {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      const start = Math.floor((x / 2 ** 32) * (file.size - length));
      const { milliseconds } = await timed(async () => {
        const bytes = await file.bytes(start, start + length);
        if (bytes.length !== length) throw new Error(`${bytes.length} bytes read instead of ${length}`);
      });
      times.push(milliseconds);
    }
    return times;
  },
};

function smallFiles(count, from) {
  return Array.from({ length: count }, (_, i) => smallFile(from + i));
}

/** Makes an id as long as that of a chunk. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function smallFile(number) {
  const words = new Uint32Array(1024);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(number + i, 2654435761);
  words[0] = number;
  return new Uint8Array(words.buffer);
}

function loadPackage() {
  return import('/package/index.js');
}

async function drain(stream) {
  const reader = stream.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
  }
  if (file && bytes !== file.size) throw new Error(`${bytes} bytes read instead of ${file.size}`);
}

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { milliseconds: performance.now() - start, ...result };
}
