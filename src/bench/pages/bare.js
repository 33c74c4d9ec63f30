// The loops that Granary is measured against: they do the least that puts a stream's bytes into
// IndexedDB as Blobs.
import { MIB } from './source.js';

const chunkSize = 10 * MIB;
const store = 'blobs';
const manifests = 'manifests';
const chunks = 'chunks';
const small = [manifests, chunks, 'bytes'];
// Between 128, Granary's own number, and 512 no difference exceeded the noise.
const filesPerTransaction = 256;
let database;
let nextKey = 0;

export async function openBare() {
  const opening = indexedDB.open('bare', 1);
  opening.onupgradeneeded = () => {
    for (const name of [store, ...small]) opening.result.createObjectStore(name);
    opening.transaction.objectStore(manifests).createIndex('names', 'names', { multiEntry: true });
  };
  database = await resultOf(opening);
}

/**
 * Reads the stream into one reused buffer and puts each chunk; reads the next when the last is
 * stored.
 */
export async function putStream(stream, size, careful = true) {
  const reader = stream.getReader({ mode: 'byob' });
  let buffer = new ArrayBuffer(chunkSize);
  let chunks = 0;
  let retries = 0;
  for (let stored = 0; stored < size;) {
    const wanted = Math.min(chunkSize, size - stored);
    for (let filled = 0; filled < wanted;) {
      const { value } = await reader.read(new Uint8Array(buffer, filled, wanted - filled));
      filled += value.length;
      buffer = value.buffer;
    }
    retries += await putChunk(new Uint8Array(buffer, 0, wanted));
    stored += wanted;
    if (careful && ++chunks % 4 === 0) makeRoom();
  }
  return { retries };
}

/** Puts the same buffer again and again: only Blobs and IndexedDB. */
export async function putBuffer(size) {
  const buffer = new Uint8Array(chunkSize);
  let chunks = 0;
  let retries = 0;
  for (let stored = 0; stored < size; stored += chunkSize) {
    retries += await putChunk(buffer.subarray(0, Math.min(chunkSize, size - stored)));
    if (++chunks % 4 === 0) makeRoom();
  }
  return { retries };
}

/**
 * Puts small files as the three records that the storage protocol has for each, without digests and
 * without a look.
 */
export async function putSmallFiles(files) {
  let before;
  for (let from = 0; from < files.length; from += filesPerTransaction) {
    const transaction = database.transaction(small, 'readwrite', { durability: 'strict' });
    const [manifest, chunk, bytes] = small.map((name) => transaction.objectStore(name));
    for (const { key, id, content } of files.slice(from, from + filesPerTransaction)) {
      const size = content.length;
      bytes.add(content.buffer, nextKey);
      chunk.add(
        { physicalId: nextKey++, size, stored: size, encoding: 'identity', crcs: new Int32Array(1) },
        id,
      );
      const text = JSON.stringify({ v: 1, size, type: '', sha256: id, createdAt: 0, chunks: [[id, size]] });
      manifest.put({ stamp: 1, bytes: size, names: [id], text }, key);
    }
    // Fills one transaction while the engine writes the one before.
    await before;
    before = completed(transaction);
  }
  await before;
}

/** Puts small tensors packed into chunks, and one row that says where each of them lies. */
export async function putTensors(key, tensors) {
  const ids = [];
  const entries = [];
  for (let from = 0; from < tensors.length;) {
    const packed = new Uint8Array(chunkSize);
    let at = 0;
    for (; from < tensors.length && at + tensors[from].data.byteLength <= chunkSize; from++) {
      const { name, dataType, shape, data } = tensors[from];
      packed.set(new Uint8Array(data.buffer), at);
      entries.push({ name, type: dataType, shape, part: 0, at, size: data.byteLength });
      at += data.byteLength;
    }
    const transaction = database.transaction([chunks, 'bytes'], 'readwrite', { durability: 'strict' });
    ids.push(`${key}/${ids.length}`);
    transaction.objectStore('bytes').put(new Blob([packed.subarray(0, at)]), nextKey);
    transaction.objectStore(chunks).put({ physicalId: nextKey++, size: at }, ids.at(-1));
    await completed(transaction);
  }
  const transaction = database.transaction(manifests, 'readwrite', { durability: 'strict' });
  transaction.objectStore(manifests).put({ stamp: 1, names: ids, text: JSON.stringify(entries) }, key);
  await completed(transaction);
}

/** Reads and parses the row of a model. */
export async function readManifest(key) {
  const row = await resultOf(database.transaction(manifests).objectStore(manifests).get(key));
  return { tensors: JSON.parse(row.text).length };
}

export async function clearBare() {
  const transaction = database.transaction([store, ...small], 'readwrite');
  for (const name of [store, ...small]) transaction.objectStore(name).clear();
  await completed(transaction);
}

// Chromium keeps all Blobs that it has not collected, and refuses more after some 500 MB. An
// untouched array costs no memory, and makes Chromium collect.
function makeRoom() {
  return new ArrayBuffer(64 * MIB).byteLength;
}

async function putChunk(bytes) {
  for (let retries = 0; ; retries++) {
    try {
      const transaction = database.transaction(store, 'readwrite', { durability: 'relaxed' });
      transaction.objectStore(store).put(new Blob([bytes]), nextKey++);
      await completed(transaction);
      return retries;
    } catch (error) {
      if (!String(error).includes('InvalidBlob') || retries === 10) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}

function resultOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
