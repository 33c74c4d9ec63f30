import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, collect, pieces } from './support.mjs';

describePackages('calls at once', ({ the }) => {
  test('many calls at once do not disturb each other', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((key, index) => the.store.files.put(key, pieces(bytes(100_000 + index, index), 9999))),
    );
    await Promise.all(
      keys.map(async (key, index) => {
        const expected = bytes(100_000 + index, index);
        const file = await the.store.files.get(key);
        assert.deepEqual(await file.bytes(), expected);
        assert.deepEqual(new Uint8Array(await collect(file.stream())), expected);
      }),
    );
  });

  test('two puts of one key at once end in one of them, whole', async () => {
    const contents = [bytes(150_000, 1), bytes(150_001, 2)];
    const results = await Promise.allSettled(
      contents.map((content) => the.store.files.put('k', pieces(content, 8000))),
    );
    assert.ok(results.some(({ status }) => status === 'fulfilled'));
    for (const { reason } of results) if (reason) assert.equal(reason.code, 'CONFLICT');
    const stored = await (await the.store.files.get('k')).bytes();
    assert.ok(contents.some((content) => Buffer.compare(stored, content) === 0));
  });
});
