import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { fails } from './support.mjs';

describePackages('documents', ({ GranaryError, the }) => {
  test('are returned unchanged', async () => {
    for (const value of [
      null,
      true,
      0,
      -1.5,
      1e300,
      '',
      'ä\u{1f600}\u0000"\\\ud800',
      [],
      {},
      { a: [{ b: null }] },
    ]) {
      await the.store.documents.put('d', value);
      assert.deepEqual(await the.store.documents.get('d'), value);
    }
    assert.equal(await the.store.documents.get('absent'), undefined);
    assert.equal(await the.store.documents.has('d'), true);
    await the.store.documents.put('e/1', 1);
    assert.deepEqual(await the.store.documents.keys(), ['d', 'e/1']);
    assert.deepEqual(await the.store.documents.keys('e/'), ['e/1']);
    assert.equal(await the.store.documents.delete('d'), true);
    assert.equal(await the.store.documents.delete('d'), false);
    assert.equal(await the.store.documents.has('d'), false);
  });

  test('must be JSON, without values that JSON would drop or change', async () => {
    const cycle = {};
    cycle.self = cycle;
    for (const value of [
      undefined,
      () => {},
      Symbol('s'),
      1n,
      NaN,
      -Infinity,
      cycle,
      { f() {} },
      { deep: [{ n: NaN }] },
      [undefined],
      new Map([[1, 2]]),
      { weights: new Float32Array(2) },
      new Blob(['x']),
    ]) {
      await fails(the.store.documents.put('d', value), 'INVALID');
    }
    assert.equal(await the.store.documents.has('d'), false);
    await the.store.documents.put('d', { at: new Date(0), gone: undefined });
    assert.deepEqual(await the.store.documents.get('d'), { at: '1970-01-01T00:00:00.000Z' });
    const getter = {
      get broken() {
        throw new Error('mine');
      },
    };
    await assert.rejects(the.store.documents.put('d', getter), GranaryError.is);
  });
});
