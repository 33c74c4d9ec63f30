// Tests stats({ items: true }): what each item takes, how it is used, and what is suggested.
import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, fails } from './support.mjs';

const chunk = 65536;
const day = 24 * 3600_000;

describePackages('usage', ({ open, folder, the }) => {
  const put = (key, length, seed, options) => the.store.files.put(key, bytes(length, seed), options);
  const usage = (store = the.store) => store.stats({ items: true });
  const lean = ({ lastAccessed, ...item }) => item;
  const named = (items, key) => items.find((item) => item.key === key);
  const database = (name) => ({ name: `${basename(folder)} ${name}`, chunkSize: chunk });

  test('without items, there are neither items nor suggestions', async () => {
    await put('a', 5, 1);
    for (const options of [undefined, {}, { items: false }, { items: undefined }]) {
      const stats = await the.store.stats(options);
      assert.equal(stats.fileCount, 1);
      assert.deepEqual(['items' in stats, 'suggestions' in stats], [false, false]);
    }
  });

  test('lists files and models with what they take', async () => {
    const began = Date.now();
    await put('b', 2 * chunk + 10, 1);
    await put('a', 2 * chunk, 1, { pinned: true });
    const data = bytes(chunk, 9);
    await the.store.models.put({ id: 'm' }, [
      { name: 'w', dataType: 'uint8', shape: [chunk], data },
      { name: 'v', dataType: 'uint8', shape: [3], data: bytes(3, 5) },
    ]);
    await put('like w', chunk, 9);
    const { items, suggestions, ...stats } = await usage();
    assert.deepEqual(items.map(lean), [
      { kind: 'file', key: 'a', logicalBytes: 2 * chunk, onlyItsBytes: 0, accesses: 0, pinned: true },
      { kind: 'file', key: 'b', logicalBytes: 2 * chunk + 10, onlyItsBytes: 10, accesses: 0, pinned: false },
      { kind: 'file', key: 'like w', logicalBytes: chunk, onlyItsBytes: 0, accesses: 0, pinned: false },
      { kind: 'model', key: 'm@1', logicalBytes: chunk + 3, onlyItsBytes: 3, accesses: 0, pinned: false },
    ]);
    assert.deepEqual(suggestions, []);
    const sum = items.reduce((total, { logicalBytes }) => total + logicalBytes, 0);
    assert.equal(sum, stats.logicalBytes);
    assert.ok(items.every(({ lastAccessed }) => lastAccessed >= began && lastAccessed <= Date.now()));
    assert.deepEqual(stats, await the.store.stats());
    assert.deepEqual(structuredClone(items), items);
  });

  test('what only an item takes is what its deletion frees', async () => {
    await put('a', 3 * chunk, 1);
    await the.store.files.put('b', (await the.store.files.get('a')).stream({ end: chunk + 7 }));
    const before = await usage();
    await the.store.files.delete('a');
    const after = await the.store.stats();
    assert.equal(before.storedBytes - after.storedBytes, named(before.items, 'a').onlyItsBytes);
    assert.equal(named(before.items, 'a').onlyItsBytes, 2 * chunk);
  });

  test('counts how often an item was opened', async () => {
    await put('a', 5, 1);
    const file = await the.store.files.get('a');
    await file.bytes();
    await file.text();
    await the.store.files.get('a');
    await the.store.files.has('a');
    await the.store.files.list();
    await the.store.models.put({ id: 'm' }, [{ name: 'w', dataType: 'uint8', shape: [1], data: bytes(1) }]);
    const model = await the.store.models.get('m');
    await model.tensor('w');
    await model.tensor('w');
    const { items } = await usage();
    assert.equal(named(items, 'a').accesses, 2);
    assert.equal(named(items, 'm@1').accesses, 1);
  });

  test('suggests to delete one of two files of the same content, and that frees what it says', async () => {
    const store = await open(database('usage twins'));
    const large = await open({ ...database('usage twins'), chunkSize: 2 * chunk });
    const content = bytes(4 * chunk, 1);
    await store.files.put('a', content);
    await large.files.put('b', content);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await store.files.get('b');
    const before = await usage(store);
    const [{ reason, ...suggestion }] = before.suggestions;
    assert.equal(before.suggestions.length, 1);
    assert.match(reason, /"b" has the same content/);
    assert.deepEqual(suggestion, { action: 'clean', kind: 'file', key: 'a', bytes: 4 * chunk });
    await store.files.delete(suggestion.key);
    await store.clean();
    const after = await usage(store);
    assert.equal(before.storedBytes - after.storedBytes, suggestion.bytes);
    assert.deepEqual(after.suggestions, []);
    await store.close();
    await large.close();
  });

  test('counts and times are kept, also those that two connections write', async () => {
    const options = database('usage kept');
    const one = await open(options);
    const two = await open(options);
    await one.files.put('a', bytes(5));
    for (const store of [one, two, two]) await store.files.get('a');
    assert.equal((await usage(one)).items[0].accesses, 1);
    await one.close();
    await two.close();
    const again = await open(options);
    const [item] = (await usage(again)).items;
    assert.equal(item.accesses, 3);
    await again.files.get('a');
    assert.equal((await usage(again)).items[0].accesses, 4);
    await again.close();
  });

  test('a database without counts opens, and is told what is old', async () => {
    const options = database('usage old');
    const store = await open(options);
    await store.files.put('a', bytes(2 * chunk));
    await store.files.put('b', bytes(5, 7));
    await store.close();
    // As a Granary without counts wrote it.
    const long = Date.now() - 40 * day;
    await change(options.name, 'access', 'file/a', () => ({ time: long + 5 }));
    const old = ({ text, ...row }) => ({
      ...row,
      text: text.replace(/"createdAt":\d+/, `"createdAt":${long}`),
    });
    for (const key of ['a', 'b']) await change(options.name, 'files', key, old);
    const again = await open(options);
    const { items, suggestions } = await usage(again);
    const { lastAccessed, accesses } = named(items, 'a');
    assert.deepEqual([lastAccessed, accesses], [long + 5, 0]);
    const clean = suggestions.find(({ action }) => action === 'clean');
    assert.deepEqual([clean.bytes, clean.unusedFor], [2 * chunk + 5, 30 * day]);
    assert.match(clean.reason, /clean\(\{ unusedFor: 2592000000 \}\)/);
    const { freedBytes } = await again.clean({ unusedFor: clean.unusedFor });
    assert.equal(freedBytes, clean.bytes);
    assert.equal((await usage(again)).suggestions.length, 0);
    await again.close();
  });

  test('options are checked, and a signal ends the call', async () => {
    await fails(the.store.stats({ items: 'all' }), 'INVALID', 'items');
    await fails(the.store.stats({ item: true }), 'INVALID', 'item');
    const signal = AbortSignal.abort('enough');
    await assert.rejects(the.store.stats({ items: true, signal }), (reason) => reason === 'enough');
    await the.store.close();
    await fails(usage(), 'CLOSED');
  });
});

/** Changes one record of a database. */
async function change(name, table, key, how) {
  const opening = indexedDB.open(name);
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const transaction = opening.result.transaction(table, 'readwrite');
  const records = transaction.objectStore(table);
  const reading = records.get(key);
  reading.onsuccess = () => records.put(how(reading.result), key);
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  opening.result.close();
}
