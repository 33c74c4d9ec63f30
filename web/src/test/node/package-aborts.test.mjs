import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { describePackages } from './packages.mjs';
import { bytes, failsWith } from './support.mjs';

describePackages('an abort', ({ open, the }) => {
  const reason = { mine: true };

  test('before the call rejects with its reason', async () => {
    const file = await the.store.files.put('k', new Blob(['x']));
    for (const why of [reason, 'a string', 0, new Error('mine')]) {
      const signal = AbortSignal.abort(why);
      for (const call of [
        () => open({ backend: 'memory', signal }),
        () => the.store.files.put('n', new Blob(['x']), { signal }),
        () => the.store.files.get('k', { signal }),
        () => the.store.files.has('k', { signal }),
        () => the.store.files.list('', { signal }),
        () => the.store.files.delete('k', { signal }),
        () => the.store.files.pin('k', true, { signal }),
        () => the.store.documents.put('d', 1, { signal }),
        () => the.store.documents.get('d', { signal }),
        () => the.store.stats({ signal }),
        () => the.store.clear({ signal }),
        () => file.bytes(0, 1, { signal }),
        () => file.blob(0, 1, { signal }),
        () => file.text({ signal }),
        () => file.json({ signal }),
        () => file.arrayBuffer({ signal }),
        () => file.objectURL({ signal }),
        () => file.response(undefined, { signal }),
      ]) {
        await failsWith(call(), why);
      }
    }
    assert.deepEqual(
      (await the.store.files.list()).map(({ key, pinned }) => [key, pinned]),
      [['k', false]],
    );
  });

  test('during a put keeps nothing, and releases the source', async () => {
    for (const why of [reason, 'a string', new Error('mine')]) {
      const control = new AbortController();
      let cancelled = false;
      const source = new ReadableStream({
        async pull(controller) {
          await setImmediate();
          if (!cancelled) controller.enqueue(bytes(50_000));
        },
        cancel() {
          cancelled = true;
        },
      });
      const put = the.store.files.put('k', source, { signal: control.signal });
      await new Promise((resolve) => setTimeout(resolve, 30));
      control.abort(why);
      await failsWith(put, why);
      await settled();
      assert.equal(await the.store.files.has('k'), false);
      assert.equal(cancelled, true);
      assert.equal((await the.store.stats()).unfinishedBytes, 0);
    }
  });

  test('during a put of a source that never answers ends it', { timeout: 5000 }, async () => {
    const control = new AbortController();
    const put = the.store.files.put('k', new ReadableStream({}), { signal: control.signal });
    await settled();
    control.abort(reason);
    await failsWith(put, reason);
    assert.equal(await the.store.files.has('k'), false);
  });

  test('of an overwrite keeps the old file', async () => {
    await the.store.files.put('k', new Blob(['old']));
    const control = new AbortController();
    const put = the.store.files.put('k', new ReadableStream({}), { signal: control.signal });
    await settled();
    control.abort(reason);
    await failsWith(put, reason);
    assert.equal(await (await the.store.files.get('k')).text(), 'old');
    await the.store.files.put('k', new Blob(['new']));
    assert.equal(await (await the.store.files.get('k')).text(), 'new');
  });

  test('during a read rejects with its reason', async () => {
    const file = await the.store.files.put('k', bytes(500_000));
    const control = new AbortController();
    const reads = [file.bytes(0, 500_000, { signal: control.signal }), file.text({ signal: control.signal })];
    control.abort(reason);
    await Promise.all(reads.map((read) => failsWith(read, reason)));
  });

  test('after the call changes nothing', async () => {
    const control = new AbortController();
    await the.store.files.put('k', new Blob(['x']), { signal: control.signal });
    control.abort(reason);
    assert.equal(await the.store.files.has('k'), true);
  });
});

/** Events come after the call that caused them. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
