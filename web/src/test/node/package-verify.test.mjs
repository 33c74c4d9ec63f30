import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, fails, failsWith } from './support.mjs';

describePackages('verify', ({ the }) => {
  const content = bytes(200_000, 5);

  test('finds nothing in a sound store, and reads shared chunks once', async () => {
    await the.store.files.put('a', content);
    await the.store.files.put('b', content.slice(0, 65_536));
    await the.store.files.put('empty', new Uint8Array());
    assert.deepEqual(await the.store.verify(), { checkedChunks: 4, checkedBytes: 200_000, bad: [] });
    assert.deepEqual(await the.store.verify({ key: 'b' }), {
      checkedChunks: 1,
      checkedBytes: 65_536,
      bad: [],
    });
  });

  test('reports its progress', async () => {
    await the.store.files.put('a', content);
    const reported = [];
    await the.store.verify({ onProgress: (progress) => reported.push(progress) });
    const { key, phase, loaded, total } = reported.at(-1);
    assert.deepEqual(
      { key, phase, loaded, total },
      { key: 'a', phase: 'done', loaded: 200_000, total: 200_000 },
    );
  });

  test('ends at an abort, with its reason', async () => {
    await the.store.files.put('a', content);
    const reason = { a: 'reason' };
    await failsWith(the.store.verify({ signal: AbortSignal.abort(reason) }), reason);
    const control = new AbortController();
    const verifying = the.store.verify({ signal: control.signal });
    control.abort(reason);
    await failsWith(verifying, reason);
  });

  test('refuses unknown options and keys', async () => {
    await fails(the.store.verify({ key: 'absent' }), 'NOT_FOUND', 'no file');
    await fails(the.store.verify({ key: '' }), 'INVALID', 'key');
    await fails(the.store.verify({ keys: ['a'] }), 'INVALID', 'keys');
    await fails(the.store.verify('a'), 'INVALID', 'object');
    await the.store.close();
    await fails(the.store.verify(), 'CLOSED');
  });
});
