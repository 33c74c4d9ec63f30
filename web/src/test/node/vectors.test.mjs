// Tests collections of vectors in the compiled package.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fails, failsWith } from './support.mjs';
import { describeVectors, generate, scores, truth } from './vector-packages.mjs';

const k = 10;
const rows = generate(1500, 40);
const queries = generate(30, 40, 2);
const matrix = (all) => Float32Array.from(all.flatMap((row) => [...row]));

/** The share of the true neighbours that a search finds. The ids are the rows' numbers from 1 on. */
async function recall(collection, metric, options) {
  let hits = 0;
  for (const query of queries) {
    const found = await collection.search(query, { k, ...options });
    const expected = truth(metric, rows, query, k);
    hits += found.filter(({ id }) => expected.some(([, row]) => id === String(row + 1))).length;
    for (const { id, score } of found) {
      const exact = scores[metric](rows[id - 1], query);
      assert.ok(Math.abs(score - exact) < 1e-4 * (1 + Math.abs(exact)), `${score} instead of ${exact}`);
    }
  }
  return hits / (k * queries.length);
}

describeVectors('searches', ({ create }) => {
  for (const metric of ['cosine', 'dot', 'euclidean', 'manhattan']) {
    for (const [index, quantization, floor] of [
      ['flat', 'none', 1],
      ['flat', 'int8', 0.99],
      ['hnsw', 'int8', 0.97],
      ['hnsw', 'none', 0.97],
    ]) {
      test(`${metric}, ${index}, ${quantization}: recall of at least ${floor}`, async () => {
        const collection = await create({ dimensions: 40, metric, index, quantization });
        const ids = await collection.insertBatch(matrix(rows));
        assert.equal(ids.at(-1), '1500');
        await collection.compact();
        const found = await recall(collection, metric);
        assert.ok(found >= floor, `recall ${found}`);
        assert.equal(collection.size, 1500);
        assert.equal(collection.metric, metric);
        assert.ok(collection.bytes > 1500 * 40 * 4);
        collection.close();
      });
    }
  }

  test('one vector after the other gives the same results as a batch', async () => {
    const options = { dimensions: 40, index: 'hnsw' };
    const [single, batch] = [await create(options), await create(options)];
    for (const row of rows.slice(0, 600)) await single.insert([...row]);
    await batch.insertBatch(rows.slice(0, 600));
    await Promise.all([single.compact(), batch.compact()]);
    for (const query of queries) assert.deepEqual(await single.search(query), await batch.search(query));
  });

  test('deleted items are not found, and compact gives their room to others', async () => {
    const collection = await create({ dimensions: 40, index: 'hnsw' });
    await collection.insertBatch(rows);
    const deleted = (await collection.search(queries[0], { k: 50 })).map(({ id }) => id);
    for (const id of deleted) assert.equal(await collection.delete(id), true);
    assert.equal(await collection.delete(deleted[0]), false);
    assert.equal(collection.has(deleted[0]), false);
    assert.equal(collection.size, 1450);
    const after = await collection.search(queries[0]);
    assert.ok(after.every(({ id }) => !deleted.includes(id)));
    await collection.compact();
    const left = rows.map((row, i) => [row, String(i + 1)]).filter(([, id]) => !deleted.includes(id));
    const expected = truth(
      'cosine',
      left.map(([row]) => row),
      queries[0],
      k,
    ).map(([, row]) => left[row][1]);
    const compacted = (await collection.search(queries[0])).map(({ id }) => id);
    assert.ok(compacted.filter((id) => expected.includes(id)).length >= 9, `${compacted} of ${expected}`);
    assert.deepEqual([...(await collection.get('700')).vector], [...rows[699]]);
  });
});

describeVectors('items', ({ create }) => {
  test('an item has its id, its metadata and its vector', async () => {
    const collection = await create({ dimensions: 2 });
    assert.equal(await collection.insert([3, 4], { id: 'a', metadata: { lang: 'en' } }), 'a');
    assert.equal(await collection.insert(Float32Array.of(4, 3)), '1');
    assert.deepEqual(await collection.get('a'), {
      id: 'a',
      vector: Float32Array.of(3, 4),
      metadata: { lang: 'en' },
    });
    assert.deepEqual(await collection.get('1'), { id: '1', vector: Float32Array.of(4, 3) });
    assert.equal(await collection.get('b'), undefined);
    const [first, second] = await collection.search([6, 8], { includeVectors: true });
    assert.deepEqual(first, {
      id: 'a',
      score: first.score,
      metadata: { lang: 'en' },
      vector: Float32Array.of(3, 4),
    });
    assert.ok(Math.abs(first.score - 1) < 1e-6);
    assert.deepEqual(second, { id: '1', score: second.score, vector: Float32Array.of(4, 3) });
    assert.equal(await collection.insert([0, 1], { id: 'a' }), 'a');
    assert.equal(collection.size, 2);
    assert.deepEqual(await collection.get('a'), { id: 'a', vector: Float32Array.of(0, 1) });
  });

  test('a filter is an object or a function', async () => {
    const collection = await create({ dimensions: 40, index: 'hnsw' });
    const metadata = rows.map((_, i) => ({ n: i, even: i % 2 === 0, tags: [`t${i % 7}`] }));
    await collection.insertBatch(rows, { metadata, ids: rows.map((_, i) => `row ${i}`) });
    await collection.compact();
    const filters = [
      [{ even: true }, (n) => n % 2 === 0],
      [{ n: { gte: 100, lt: 140 } }, (n) => n >= 100 && n < 140],
      [{ or: [{ tags: 't1' }, { n: { in: [5, 6] } }] }, (n) => n % 7 === 1 || n === 5 || n === 6],
      [{ not: { even: true } }, (n) => n % 2 === 1],
      [({ n }, id) => n % 3 === 0 && id === `row ${n}`, (n) => n % 3 === 0],
      [() => false, () => false],
    ];
    for (const [filter, accepts] of filters) {
      let hits = 0;
      let wanted = 0;
      for (const query of queries.slice(0, 10)) {
        const found = await collection.search(query, { filter });
        assert.ok(found.every((match) => accepts(match.metadata.n)));
        const left = rows.map((row, n) => [row, n]).filter(([, n]) => accepts(n));
        const expected = truth(
          'cosine',
          left.map(([row]) => row),
          query,
          k,
        ).map(([, i]) => left[i][1]);
        wanted += expected.length;
        hits += found.filter((match) => expected.includes(match.metadata.n)).length;
      }
      assert.ok(hits >= 0.97 * wanted, `${hits} of ${wanted} for ${JSON.stringify(filter)}`);
    }
    const failure = new Error('mine');
    await assert.rejects(
      collection.search(queries[0], {
        filter() {
          throw failure;
        },
      }),
      (error) => error.name === 'GranaryError' && error.cause === failure,
    );
  });

  test('words find items as BM25 says, also together with vectors', async () => {
    const collection = await create({ dimensions: 2 });
    const words = ['apple', 'pear', 'Straße', 'naïve', '東京', 'x2', 'car', 'red'];
    const texts = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 1 + (i % 9) }, (_, j) => words[(i * (j + 3) + j * j) % words.length]).join(' '),
    );
    const vectors = texts.map((_, i) => [Math.cos(i), Math.sin(i)]);
    await collection.insertBatch(vectors, { texts });

    const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
    const tokens = (text) =>
      [...segmenter.segment(text.toLowerCase())]
        .filter((part) => part.isWordLike)
        .map((part) => part.segment);
    const documents = texts.map(tokens);
    const average = documents.flat().length / documents.length;
    const bm25 = (query) =>
      documents.map((document) =>
        tokens(query).reduce((total, word) => {
          const having = documents.filter((other) => other.includes(word)).length;
          const count = document.filter((other) => other === word).length;
          const idf = Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
          return total + (idf * count) / (count + 1.2 * (0.25 + (0.75 * document.length) / average));
        }, 0),
      );
    for (const text of ['apple', 'RED car', 'straße 東京', 'naïve naïve x2', 'nothing']) {
      const expected = bm25(text);
      const found = await collection.search({ text }, { k: 60 });
      assert.equal(found.length, expected.filter((score) => score > 0).length, text);
      for (const { id, score } of found) assert.ok(Math.abs(score - expected[id - 1]) < 1e-4);
      const order = found.map(({ score }) => score);
      assert.deepEqual(
        order,
        [...order].sort((a, b) => b - a),
      );
    }

    const text = 'red';
    const vector = [1, 0];
    const rank = (found, id) => {
      const place = found.findIndex((match) => match.id === id);
      return place < 0 ? 0 : 1 / (61 + place);
    };
    const [byWords, byVector, both] = await Promise.all([
      collection.search({ text }, { k: 60 }),
      collection.search(vector, { k: 60 }),
      collection.search({ text, vector }, { k: 60 }),
    ]);
    assert.equal(both.length, 60);
    for (const { id, score } of both)
      assert.ok(Math.abs(score - rank(byWords.slice(0, 60), id) - rank(byVector, id)) < 1e-6);
  });
});

describeVectors('mistakes', ({ create, createCollection, GranaryError, kernel }) => {
  test('wrong arguments are INVALID', async () => {
    await fails(createCollection(), 'INVALID', 'dimensions');
    await fails(createCollection({ dimensions: 0 }), 'INVALID', 'dimensions');
    await fails(createCollection({ dimensions: 2, metric: 'taxi' }), 'INVALID', 'metric');
    await fails(createCollection({ dimensions: 2, colour: 1 }), 'INVALID', 'colour');
    const collection = await create({ dimensions: 2 });
    await fails(collection.insert([1]), 'INVALID', '1 dimensions', 'has 2');
    await fails(collection.insert('12'), 'INVALID', 'vector');
    await fails(collection.insert([1, NaN]), 'INVALID', 'Element 1', 'not a number');
    await fails(collection.insert([Infinity, 1]), 'INVALID', 'Element 0', 'infinite');
    await fails(collection.insert([1, 2], { metadata: new Map() }), 'INVALID', 'Map');
    await fails(collection.insert([1, 2], { id: '' }), 'INVALID', 'id');
    await fails(collection.insertBatch([1, 2, 3]), 'INVALID', 'vectors[0]');
    await fails(collection.insertBatch(Float32Array.of(1, 2, 3)), 'INVALID', 'whole vectors');
    await fails(collection.insertBatch([[1, 2]], { ids: [] }), 'INVALID', 'ids');
    await fails(collection.insertBatch([[1, 2]], { texts: [3] }), 'INVALID', 'texts[0]');
    const bad = [
      [1, 2],
      [NaN, 2],
    ];
    await fails(collection.insertBatch(bad), 'INVALID', 'Vector 1');
    await fails(collection.search([1, 2, 3]), 'INVALID', 'dimensions');
    await fails(collection.search([NaN, 2]), 'INVALID', 'not a number');
    await fails(collection.search({}), 'INVALID', 'neither');
    await fails(collection.search(), 'INVALID', 'neither');
    await fails(collection.search([1, 2], { k: 0 }), 'INVALID', 'k');
    await fails(collection.search([1, 2], { filter: { n: { near: 3 } } }), 'INVALID', 'near');
    await fails(collection.search([1, 2], { filter: [] }), 'INVALID', 'filter');
    assert.equal(collection.size, 0);
    assert.deepEqual(await collection.search([1, 2]), []);
  });

  test('an abort keeps what was inserted', async () => {
    const collection = await create({ dimensions: 40, index: 'hnsw' });
    const reason = new Error('enough');
    await failsWith(collection.insertBatch(rows, { signal: AbortSignal.abort(reason) }), reason);
    assert.equal(collection.size, 0);
    const controller = new AbortController();
    const running = collection.insertBatch(rows, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 15);
    await failsWith(running, reason);
    const { size } = collection;
    assert.ok(size < 1500, `${size} inserted`);
    await collection.insertBatch(rows.slice(size));
    assert.equal(collection.size, 1500);
    await failsWith(collection.search(queries[0], { signal: AbortSignal.abort(reason) }), reason);
  });

  test('a batch reports its progress', async () => {
    const collection = await create({ dimensions: 40, index: 'hnsw' });
    const reports = [];
    await collection.insertBatch(rows, { onProgress: (progress) => reports.push(progress) });
    await new Promise(setImmediate);
    const last = reports.at(-1);
    assert.deepEqual([last.phase, last.loaded, last.total], ['done', 240_000, 240_000]);
  });

  test('a closed collection refuses every call', async () => {
    // A graph takes several slices of time to build.
    const collection = await create({ dimensions: 40, index: 'hnsw' });
    const running = collection.insertBatch(rows);
    await new Promise(setImmediate);
    collection.close();
    await fails(running, 'CLOSED');
    await fails(collection.insert(rows[0]), 'CLOSED');
    await fails(collection.search(rows[0]), 'CLOSED');
    await fails(collection.get('1'), 'CLOSED');
    await fails(collection.delete('1'), 'CLOSED');
    await fails(collection.compact(), 'CLOSED');
    assert.equal(collection.has('1'), false);
    assert.equal(collection.size, 0);
  });

  test('a collection without a store cannot be saved', async () => {
    const collection = await create({ dimensions: 2 });
    await fails(collection.save(), 'UNSUPPORTED', 'granary.vectors.open');
    await collection[Symbol.asyncDispose]?.();
  });

  test('memory that is not there is QUOTA, and what was inserted stays', async () => {
    if (kernel === 'java') return;
    const collection = await create({ dimensions: 65_536, quantization: 'none' });
    const vector = new Float32Array(65_536).fill(1);
    await collection.insert(vector, { id: 'first' });
    const { grow } = WebAssembly.Memory.prototype;
    WebAssembly.Memory.prototype.grow = () => {
      throw new RangeError('no more');
    };
    try {
      for (let i = 0; i < 63; i++) await collection.insert(vector);
      await fails(collection.insert(vector), 'QUOTA', 'not enough memory', '96 vectors');
      await fails(collection.insertBatch([vector]), 'QUOTA');
    } finally {
      WebAssembly.Memory.prototype.grow = grow;
    }
    assert.equal(collection.size, 64);
    assert.equal((await collection.search(vector, { k: 1 })).length, 1);
    await collection.insert(vector);
    assert.equal(collection.size, 65);
    assert.ok((await collection.get('first')).vector.every((x) => x === 1));
    collection.close();
  });

  test('an error is a GranaryError of this entry', async () => {
    const error = await createCollection({ dimensions: -1 }).catch((failure) => failure);
    assert.ok(error instanceof GranaryError && GranaryError.is(error));
  });
});

describeVectors('time', ({ create, benchmark }) => {
  test('long work lets other work happen', async () => {
    const collection = await create({ dimensions: 40, index: 'hnsw' });
    const metadata = rows.map((_, n) => ({ n }));
    let longest = 0;
    let last = performance.now();
    let ended = false;
    const beat = () => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
      if (!ended) setImmediate(beat);
    };
    setImmediate(beat);
    await collection.insertBatch(rows, { metadata });
    await collection.search(queries[0], { filter: ({ n }) => n > 1400 });
    await collection.compact();
    ended = true;
    // The aim is 16 ms; a busy machine may take the processor away.
    assert.ok(longest < 100, `${longest} ms`);
  });

  test('the benchmark measures', async () => {
    const report = await benchmark({ dimensions: 32, count: 500, queries: 20 });
    assert.ok(report.recall > 0.95 && report.recall <= 1, `recall ${report.recall}`);
    assert.ok(report.insertsPerSecond > 0 && report.queriesPerSecond > 0 && report.bytesPerVector > 128);
  });
});
