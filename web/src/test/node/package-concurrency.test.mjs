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

  test('calls that come in a long task let other work run between their starts, in their order', async () => {
    await the.store.files.list();
    const order = [];
    const calls = ['first', 'second', 'third'].map((name) =>
      the.store.files.put(name, {
        [Symbol.asyncIterator]() {
          order.push(name);
          return { next: async () => ({ done: true }) };
        },
      }),
    );
    setImmediate(() => order.push('other work'));
    for (const end = performance.now() + 50; performance.now() < end;);
    await Promise.all(calls);
    assert.deepEqual(order, ['first', 'other work', 'second', 'third']);
  });

  test('two puts of one key at once go one after the other', async () => {
    const contents = [bytes(150_000, 1), bytes(150_001, 2)];
    const committed = [];
    await Promise.all(
      contents.map(async (content, index) => {
        await the.store.files.put('k', pieces(content, 8000));
        committed.push(index);
      }),
    );
    const stored = await (await the.store.files.get('k')).bytes();
    assert.deepEqual(stored, contents[committed[1]]);
  });

  test('a put that waits for another can be aborted', async () => {
    let goOn;
    const first = the.store.files.put(
      'k',
      (async function* () {
        yield bytes(1000);
        await new Promise((resolve) => (goOn = resolve));
      })(),
    );
    while (!goOn) await new Promise((resolve) => setTimeout(resolve, 5));
    const aborter = new AbortController();
    const second = the.store.files.put('k', bytes(2000), { signal: aborter.signal });
    setTimeout(() => aborter.abort('enough'), 50);
    await assert.rejects(second, (reason) => reason === 'enough');
    goOn();
    assert.equal((await first).size, 1000);
  });
});
