// Tests collections of vectors: those of granary/vectors, which only a page and a module worker can load in the middle
// of a test, and those that a granary stores.
const withVectors = ['page', 'module-worker'].includes(harness.context);

const dimensions = 64;

/** Makes vectors near a plane of few dimensions, as embeddings are. */
function planeVectors(count) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  const latent = 12;
  const plane = Float32Array.from({ length: latent * dimensions }, random);
  return Array.from({ length: count }, () => {
    const point = Float32Array.from({ length: latent }, random);
    return Float32Array.from({ length: dimensions }, (_, d) =>
      point.reduce((sum, x, l) => sum + x * plane[l * dimensions + d], 0.3 * random()),
    );
  });
}

const cosine = (a, b) => {
  const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

if (withVectors) {
  test('vectors are found by kernels, with metadata, filters and words', async () => {
    const { createCollection } = await import('/package/vectors.js');
    const collection = await createCollection({ dimensions, index: 'hnsw' });
    fact('kernel of vectors', collection.kernel);
    assert(['relaxed', 'simd'].includes(collection.kernel), `kernels with SIMD, not ${collection.kernel}`);

    const all = planeVectors(1020);
    const rows = all.slice(0, 1000);
    const metadata = rows.map((_, n) => ({ n, even: n % 2 === 0 }));
    const texts = rows.map((_, n) => `Row ${n}, ${n % 10 === 0 ? 'a round' : 'an odd'} number`);
    await collection.insertBatch(rows, { metadata, texts });
    await collection.compact();
    assertEqual(collection.size, 1000, 'size');
    let hits = 0;
    let evenHits = 0;
    for (const query of all.slice(1000)) {
      const order = rows.map((row, n) => [cosine(row, query), n]).sort(([a], [b]) => b - a);
      const best = (accepts) =>
        order
          .map(([, n]) => n)
          .filter(accepts)
          .slice(0, 10);
      const numbers = (matches) => matches.map((match) => match.metadata.n);
      const found = numbers(await collection.search(query));
      hits += found.filter((n) => best(() => true).includes(n)).length;
      const even = numbers(await collection.search(query, { filter: { even: true } }));
      evenHits += even.filter((n) => best((each) => each % 2 === 0).includes(n)).length;
    }
    assert(hits >= 190, `${hits} of 200 true neighbours`);
    assert(evenHits >= 190, `${evenHits} of 200 true neighbours with a filter`);

    const worded = await collection.search({ text: 'ROUND' }, { k: 200 });
    assertEqual(worded.length, 100, 'items with the word');
    assert(
      worded.every((match) => match.metadata.n % 10 === 0),
      'the items with the word',
    );
    const error = await collection.insert([1]).catch((failure) => failure);
    assertEqual(error.code, 'INVALID', 'code');
    collection.close();
    assertEqual(harness.violations, [], 'violations');
  });
}

test('a stored collection survives, saves what has changed, and damage is noticed', () =>
  withStore(async (store, again) => {
    const made = await store.vectors.open('notes', { dimensions, quantization: 'none' });
    fact('kernel of stored vectors', made.kernel);
    const rows = planeVectors(600);
    await made.insertBatch(rows.slice(0, 500));
    const written = async () => {
      let bytes = 0;
      await made.save({ onProgress: ({ loaded }) => (bytes = loaded) });
      await new Promise((resolve) => setTimeout(resolve, 1));
      return bytes;
    };
    const whole = await written();
    assert(whole > 500 * dimensions * 4, `${whole} bytes`);
    assertEqual(await written(), 0, 'bytes of an unchanged collection');
    await made.delete('7');
    const changed = await written();
    assert(changed > 0 && changed < 100, `${changed} bytes for a deletion`);

    const other = await store.vectors.open('notes');
    await other.insert(rows[500]);
    await other.save();
    const conflict = await made.save().catch((error) => error);
    assertEqual(conflict.code, 'CONFLICT', 'code of the second save');
    await store.close();

    const later = await again();
    const opened = await later.vectors.open('notes');
    assertEqual([opened.size, opened.has('7'), opened.has('501')], [500, false, true], 'what is stored');
    const [best] = await opened.search(rows[41], { k: 1 });
    assertEqual(best.id, '42', 'the nearest');
    await later.close();

    const database = await openPlainly(store.name);
    const transaction = database.transaction('blobs', 'readwrite');
    const ended = new Promise((resolve) => (transaction.oncomplete = resolve));
    transaction.objectStore('blobs').openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      cursor.update(new ArrayBuffer(cursor.value.byteLength ?? cursor.value.size));
      cursor.continue();
    };
    await ended;
    database.close();
    const damaged = await again();
    const error = await damaged.vectors.open('notes').catch((failure) => failure);
    assertEqual(error.code, 'CORRUPT', 'code of a damaged collection');
    assertEqual(harness.violations, [], 'violations');
  }));
