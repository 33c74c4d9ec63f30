// Collections that a granary stores, through the package.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fails, failsWith, packages } from './support.mjs';
import { generate } from './vector-packages.mjs';

const dimensions = 24;
const rows = generate(1200, dimensions, 1);
const queries = generate(10, dimensions, 2);
const metadata = rows.map((_, n) => ({ n, even: n % 2 === 0 }));
const texts = rows.map((_, n) => `row ${n}${n % 10 === 0 ? ' round' : ''}`);

/** Saves, and gives the number of bytes that the save has written. */
async function written(collection) {
  let bytes = 0;
  await collection.save({ onProgress: ({ loaded }) => (bytes = loaded) });
  await new Promise(setImmediate);
  return bytes;
}

const found = async (collection, ...search) =>
  (await collection.search(...search)).map(({ id, score, metadata: { n } }) => [id, score, n]);

for (const folder of packages) {
  describe(`${basename(folder)}: stored vectors`, async () => {
    const { open, GranaryError } = await import(pathToFileURL(join(folder, 'index.js')).href);
    const store = (options) => open({ backend: 'memory', ...options });

    test('a saved collection opens with everything that it had', async () => {
      const granary = await store();
      const events = [];
      granary.addEventListener('change', ({ detail }) => events.push(detail));
      const made = await granary.vectors.open('notes', { dimensions, index: 'hnsw', seed: 7 });
      assert.equal(made.name, 'notes');
      await made.insertBatch(rows, { metadata, texts });
      for (const id of ['5', '600']) await made.delete(id);
      await made.save();
      assert.deepEqual(events, [{ kind: 'collection', key: 'notes', action: 'put' }]);
      const [listed, ...others] = await granary.vectors.list();
      assert.deepEqual(others, []);
      assert.ok(listed.bytes > 1200 * dimensions * 4);
      assert.deepEqual({ ...listed, bytes: 0 }, { name: 'notes', dimensions, size: 1198, bytes: 0 });
      assert.equal((await granary.stats()).collectionCount, 1);

      const opened = await granary.vectors.open('notes');
      assert.deepEqual([opened.dimensions, opened.metric, opened.size], [dimensions, 'cosine', 1198]);
      for (const query of queries) {
        assert.deepEqual(await found(opened, query), await found(made, query));
        const even = { filter: { even: true }, k: 5 };
        assert.deepEqual(await found(opened, query, even), await found(made, query, even));
        const both = { vector: query, text: 'round' };
        assert.deepEqual(await found(opened, both), await found(made, both));
      }
      assert.deepEqual(await opened.get('17'), await made.get('17'));
      assert.equal(opened.has('600'), false);
      assert.equal(await opened.insert(rows[4]), '1201');
      assert.deepEqual((await granary.verify()).bad, []);
      await granary.close();
    });

    test('a save writes only what has changed', async () => {
      const granary = await store({ chunkSize: 65_536 });
      const made = await granary.vectors.open('notes', { dimensions: 25 });
      const many = generate(20_000, 25, 3);
      await made.insertBatch(many);
      const whole = await written(made);
      assert.ok(whole > 2_000_000, `${whole} bytes`);
      assert.equal(await written(made), 0);
      await made.insertBatch(many.slice(0, 100));
      const changed = await written(made);
      assert.ok(changed > 10_000, `${changed} of ${whole} bytes`);
      await made.delete('7');
      const deletion = await written(made);
      assert.ok(deletion > 0 && deletion < 100, `${deletion} bytes`);

      const opened = await granary.vectors.open('notes');
      assert.equal(opened.size, 20_099);
      assert.equal(await written(opened), 0);
      await granary.close();
    });

    test('a segment that is full is not written again', async () => {
      const granary = await store();
      const made = await granary.vectors.open('notes', { dimensions: 100, index: 'flat' });
      const many = generate(30_000, 100, 4); // 12 MB of numbers; a segment has 10 MiB
      await made.insertBatch(many);
      const whole = await written(made);
      await made.insertBatch(many.slice(0, 100));
      const changed = await written(made);
      assert.ok(whole - changed > 10_000_000, `${changed} of ${whole} bytes`);
      await granary.close();
    });

    test('two saves of one collection at once both take effect', async () => {
      const granary = await store();
      const made = await granary.vectors.open('notes', { dimensions });
      await made.insertBatch(rows.slice(0, 100));
      const saves = [made.save(), made.insertBatch(rows.slice(100, 200)), made.save()];
      await Promise.all(saves);
      assert.equal((await granary.vectors.open('notes')).size, 200);
      await granary.close();
    });

    test('of two that save, the second has a conflict, and may open again', async () => {
      const granary = await store();
      const first = await granary.vectors.open('notes', { dimensions });
      const second = await granary.vectors.open('notes', { dimensions });
      await first.insert(rows[0], { id: 'first' });
      await second.insert(rows[1], { id: 'second' });
      await first.save();
      await fails(second.save(), 'CONFLICT', 'notes');
      await fails(second.save(), 'CONFLICT', 'notes');
      assert.equal(second.has('second'), true);
      await first.save();
      const third = await granary.vectors.open('notes');
      assert.deepEqual([third.size, third.has('first')], [1, true]);
      await third.insert(rows[2]);
      await third.save();
      await fails(first.save(), 'CONFLICT');
      assert.equal(await granary.vectors.delete('notes'), true);
      assert.equal(await granary.vectors.delete('notes'), false);
      await fails(third.save(), 'CONFLICT');
      assert.deepEqual(await granary.vectors.list(), []);
      await granary.clean();
      assert.equal((await granary.stats()).chunkCount, 0);
      await granary.close();
    });

    test('an aborted save leaves what was stored, and the next one saves', async () => {
      const granary = await store();
      const made = await granary.vectors.open('notes', { dimensions });
      await made.insertBatch(rows.slice(0, 10));
      await made.save();
      await made.insertBatch(rows.slice(10, 20));
      const reason = new Error('enough');
      await failsWith(made.save({ signal: AbortSignal.abort(reason) }), reason);
      assert.equal((await granary.vectors.open('notes')).size, 10);
      await made.insert(rows[20]);
      await made.save();
      assert.equal((await granary.vectors.open('notes')).size, 21);
      await failsWith(granary.vectors.open('notes', { signal: AbortSignal.abort(reason) }), reason);
      await granary.close();
      await fails(made.save(), 'CLOSED');
      await fails(granary.vectors.open('notes'), 'CLOSED');
    });

    test('wrong arguments are INVALID, with the error class of granary', async () => {
      const granary = await store();
      await fails(granary.vectors.open('notes'), 'INVALID', 'dimensions');
      await fails(granary.vectors.open('', { dimensions }), 'INVALID', 'name');
      await fails(granary.vectors.open('notes', { dimension: 3 }), 'INVALID', 'dimension');
      const made = await granary.vectors.open('notes', { dimensions, metric: 'dot', quantization: 'none' });
      await made.save();
      await granary.vectors.open('notes', { dimensions, metric: 'dot', quantization: 'none', seed: 1 });
      for (const [option, value] of [
        ['dimensions', 3],
        ['metric', 'cosine'],
        ['index', 'flat'],
        ['quantization', 'int8'],
        ['m', 8],
        ['efConstruction', 64],
        ['seed', 2],
      ]) {
        await fails(granary.vectors.open('notes', { [option]: value }), 'INVALID', option, String(value));
      }
      const error = await made.insert([1]).catch((failure) => failure);
      assert.ok(error instanceof GranaryError);
      await fails(made.save({ onProgress: 1 }), 'INVALID', 'onProgress');
      await granary.close();
    });

    test('the benchmark measures', async () => {
      const granary = await store();
      const report = await granary.vectors.benchmark({ dimensions: 16, count: 200, queries: 5 });
      assert.ok(report.recall > 0.9 && report.queriesPerSecond > 0);
      await granary.close();
    });
  });
}
