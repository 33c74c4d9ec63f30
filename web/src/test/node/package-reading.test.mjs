import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, collect, fails, failsWith } from './support.mjs';

describePackages('reading', ({ the }) => {
  const content = bytes(200_000, 7);
  let file;

  beforeEach(async () => {
    file = await the.store.files.put('k', content, { type: 'application/x-test' });
  });

  test('returns any range', async () => {
    for (const [start, end] of [
      [0, 0],
      [0, 1],
      [65535, 65537],
      [65536, 131072],
      [5, 199_999],
      [200_000, 200_000],
    ]) {
      const part = content.slice(start, end);
      assert.deepEqual(await file.bytes(start, end), part);
      assert.deepEqual(new Uint8Array(await (await file.blob(start, end)).arrayBuffer()), part);
      assert.deepEqual(new Uint8Array(await collect(file.stream({ start, end }))), part);
      assert.deepEqual(new Uint8Array(await collect(file.stream(start, end))), part);
    }
    assert.deepEqual(new Uint8Array(await collect(file.stream(199_990))), content.slice(199_990));
    assert.deepEqual(await file.bytes(199_990), content.slice(199_990));
    assert.equal((await file.blob(10)).size, 199_990);
    assert.equal((await file.blob()).type, 'application/x-test');
  });

  test('refuses a range that is not inside the file', async () => {
    for (const [start, end, word] of [
      [-1, 5, 'start'],
      [0, 200_001, 'end'],
      [10, 9, 'end'],
      [0.5, 1, 'start'],
      [0, NaN, 'end'],
      ['0', 1, 'start'],
      [null, 1, 'start'],
      [200_001, undefined, 'start'],
    ]) {
      await fails(file.bytes(start, end), 'INVALID', word);
      await fails(file.blob(start, end), 'INVALID', word);
      assert.throws(() => file.stream({ start, end }), { code: 'INVALID' });
      assert.throws(() => file.stream(start, end ?? file.size), { code: 'INVALID' });
    }
  });

  test('returns bytes that the caller may change', async () => {
    (await file.bytes()).fill(0);
    (await file.bytes(3, 9)).fill(0);
    new Uint8Array(await file.arrayBuffer()).fill(0);
    for await (const piece of file.stream()) piece.fill(0);
    assert.deepEqual(await file.bytes(), content);
    const buffer = await file.arrayBuffer();
    assert.ok(buffer instanceof ArrayBuffer);
    assert.equal(buffer.byteLength, content.length);
  });

  test('does not depend on the source any more', async () => {
    const source = content.slice();
    const stored = await the.store.files.put('other', source);
    source.fill(0);
    assert.deepEqual(await stored.bytes(), content);
  });

  test('streams to any kind of reader', async () => {
    assert.deepEqual(new Uint8Array(await collect(file.stream())), content);
    assert.deepEqual(new Uint8Array(await new Response(file.stream()).arrayBuffer()), content);

    const reader = file.stream().getReader({ mode: 'byob' });
    const parts = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(10_000));
      if (done) break;
      parts.push(value);
    }
    assert.deepEqual(new Uint8Array(Buffer.concat(parts)), content);
  });

  test('stops streaming when it is cancelled or aborted', async () => {
    const cancelled = file.stream().getReader();
    await cancelled.read();
    await cancelled.cancel('enough');
    await cancelled.closed;

    const control = new AbortController();
    const aborted = file.stream({ signal: control.signal }).getReader();
    await aborted.read();
    const reason = { why: 'enough' };
    control.abort(reason);
    await failsWith(aborted.read(), reason);
    await failsWith(file.stream({ signal: control.signal }).getReader().read(), reason);
    await failsWith(file.stream(0, 9, { signal: control.signal }).getReader().read(), reason);
  });

  test('decodes text and JSON', async () => {
    const text = '\u{1f600}ä€ '.repeat(30_000);
    assert.equal(await (await the.store.files.put('t', new Blob([text]))).text(), text);
    const value = { a: [1, 'ä', null] };
    assert.deepEqual(await (await the.store.files.put('j', new Blob([JSON.stringify(value)]))).json(), value);
    await fails((await the.store.files.put('n', new Blob(['{']))).json(), 'INVALID', '"n"');
  });

  test('returns a URL for the blob', async () => {
    const { url, revoke } = await file.objectURL();
    assert.deepEqual(new Uint8Array(await (await fetch(url)).arrayBuffer()), content);
    revoke();
    await assert.rejects(fetch(url));
    revoke();
  });
});
