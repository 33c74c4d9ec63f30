// Files that are cut at their tensors while they come in, and models that share these tensors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filledSafetensors } from './model-files.mjs';
import { describePackages } from './packages.mjs';
import { dropping, pausing, startServer } from './server.mjs';
import { bytes, fails, pieces } from './support.mjs';

const server = await startServer();
const shared = bytes(200_000, 1);
const one = filledSafetensors([
  ['a', bytes(70_000, 2)],
  ['w', shared],
]);
const two = filledSafetensors([
  ['a longer name', bytes(10, 3)],
  ['w', shared],
  ['b', bytes(30_000, 4)],
]);

describePackages('files cut at their tensors', ({ the, open }) => {
  const align = true;
  const stored = async () => (await the.store.stats()).storedBytes;

  test('a tensor in two files and in a model is stored once', async () => {
    await the.store.files.put('one', one, { align });
    const file = await the.store.files.put('two', new Blob([two]), { align });
    assert.equal((await the.store.stats()).logicalBytes, one.length + two.length);
    assert.equal(await stored(), one.length + two.length - shared.length);
    assert.deepEqual(await file.bytes(), two);
    assert.deepEqual(await file.bytes(150, 66_000), two.slice(150, 66_000));
    assert.deepEqual((await the.store.verify()).bad, []);

    const before = await stored();
    const tensor = { name: 'again', dataType: 'uint8', shape: [shared.length], data: shared };
    await the.store.models.put({ id: 'put' }, [tensor]);
    const model = await the.store.models.import({ id: 'imported' }, file);
    assert.deepEqual((await model.tensor('w')).data, shared);
    assert.equal(await stored(), before);
  });

  test('streams are cut, and bundles keep the cuts', async () => {
    const file = await the.store.files.put('two', pieces(two, 9999), { align });
    assert.equal(file.chunkCount, 6);
    const bundle = await the.store.files.exportBundle(['two']);
    const other = await open({ backend: 'memory' });
    const [{ chunkCount }] = await other.files.importBundle(bundle);
    assert.equal(chunkCount, 6);
    assert.deepEqual(await (await other.files.get('two')).bytes(), two);
    await other.close();
  });

  test('a download that was interrupted continues with the same cuts', async () => {
    for (const resume of [true, false]) {
      await the.store.files.delete('k');
      const url = server.serve(`/${resume}`, two, { script: [dropping(150_000)] });
      await fails(the.store.files.fetch('k', url, { align, retries: 0 }), 'NETWORK');
      const file = await (resume ? the.store.files.resume('k') : the.store.files.fetch('k', url));
      assert.equal(file.chunkCount, 6);
      assert.deepEqual(await file.bytes(), two);
      const [, { range }] = server.of(`/${resume}`);
      // The chunk that ends at 65,781 is stored. The next one needs bytes behind 131,072, which came in part only.
      assert.equal(range, 'bytes=65781-');
    }
  });

  test('a download can be aborted and paused', async () => {
    const { script, there } = pausing(150_000);
    const url = server.serve('/paused', two, { script: [script] });
    const control = new AbortController();
    const fetching = the.store.files.fetch('k', url, { align, signal: control.signal });
    await there;
    while ((await the.store.stats()).unfinishedBytes === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    control.abort('enough');
    await assert.rejects(fetching, (reason) => reason === 'enough');
    assert.equal((await the.store.files.fetch('k', url)).chunkCount, 6);
  });

  test('other files are stored as ever', async () => {
    const content = bytes(150_000, 7);
    const file = await the.store.files.put('k', content, { align });
    assert.equal(file.chunkCount, 3);
    assert.deepEqual(await file.bytes(), content);
    await fails(the.store.files.put('k', content, { align: 'yes' }), 'INVALID', 'align');
  });
});
