import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { bytes, collect, fails, pieces, sha256 } from './support.mjs';

describePackages('files', ({ GranaryError, the }) => {
  const content = bytes(200_000);
  const sources = {
    'a Blob': () => new Blob([content]),
    'an ArrayBuffer': () => content.slice().buffer,
    'a Uint8Array': () => content,
    'a view of a part': () =>
      new Uint8Array(Buffer.concat([Buffer.of(1, 2), content, Buffer.of(3)])).subarray(2, -1),
    'a DataView': () => new DataView(content.slice().buffer),
    'a Float32Array': () => new Float32Array(content.slice().buffer),
    'a ReadableStream': () => ReadableStream.from(pieces(content, 7001)),
    'a byte stream': () => new Blob([content]).stream(),
    // Not a stream of the bytes themselves: Node 20 breaks such a stream when it is read with a
    // minimum.
    'a Response': () => new Response(new Blob([content])),
    'an async iterable': () => pieces(content, 70_001),
  };
  for (const [what, source] of Object.entries(sources)) {
    test(`come from ${what}`, async () => {
      const file = await the.store.files.put('k', source());
      assert.equal(file.size, content.length);
      assert.equal(file.sha256, sha256(content));
      assert.equal(file.chunkCount, 4);
      assert.deepEqual(await file.bytes(), content);
      assert.deepEqual(await (await the.store.files.get('k')).bytes(), content);
    });
  }

  for (const source of [undefined, null, 'text', 5, {}, [1, 2], () => {}, new URL('file:///x')]) {
    test(`do not come from ${typeof source} ${Object.prototype.toString.call(source)}`, async () => {
      await fails(the.store.files.put('k', source), 'INVALID');
      assert.equal(await the.store.files.has('k'), false);
    });
  }

  test('do not come from a source that was used before', async () => {
    const stream = new Blob(['x']).stream();
    stream.getReader();
    await fails(the.store.files.put('k', stream), 'INVALID');
    const response = new Response('x');
    await response.text();
    await fails(the.store.files.put('k', response), 'INVALID');
    assert.equal(await the.store.files.has('k'), false);
  });

  test('do not come from a source of other values than bytes', async () => {
    await fails(the.store.files.put('k', ReadableStream.from(['text'])), 'INVALID');
    await fails(the.store.files.put('k', pieces([1, 2, 3], 2)), 'INVALID');
    assert.equal(await the.store.files.has('k'), false);
  });

  test('are not stored when their source fails', async () => {
    const reason = new Error('The source broke');
    const source = (async function* () {
      yield bytes(100_000);
      throw reason;
    })();
    await assert.rejects(
      the.store.files.put('k', source),
      (error) => GranaryError.is(error) && error.cause === reason,
    );
    assert.equal(await the.store.files.has('k'), false);
  });

  test('may be empty', async () => {
    const file = await the.store.files.put('empty', new Blob([]));
    assert.equal(file.size, 0);
    assert.equal(file.chunkCount, 0);
    assert.equal((await file.bytes()).length, 0);
    assert.equal((await file.arrayBuffer()).byteLength, 0);
    assert.equal((await file.blob()).size, 0);
    assert.equal(await file.text(), '');
    assert.equal((await collect(file.stream())).length, 0);
    assert.equal((await file.response()).status, 200);
  });

  test('have a plain object as information, which can be cloned', async () => {
    const before = Date.now();
    const metadata = {
      license: 'MIT',
      nested: { list: [1, null, 'zwei', true, 0.5, -1e300] },
      gone: undefined,
    };
    await the.store.files.put('a/k', new Blob(['hello']), { type: 'text/plain', pinned: true, metadata });
    const [info] = await the.store.files.list('a/');
    assert.deepEqual(structuredClone(info), info);
    assert.equal(Object.getPrototypeOf(info), Object.prototype);
    const { createdAt, lastAccessed, ...rest } = info;
    assert.deepEqual(rest, {
      key: 'a/k',
      size: 5,
      type: 'text/plain',
      sha256: sha256('hello'),
      chunkCount: 1,
      pinned: true,
      metadata: { license: 'MIT', nested: { list: [1, null, 'zwei', true, 0.5, -1e300] } },
    });
    assert.ok(createdAt >= before && createdAt <= Date.now());
    assert.ok(lastAccessed >= before && lastAccessed <= Date.now());
    const { key, size, metadata: kept } = await the.store.files.get('a/k');
    assert.deepEqual({ key, size, kept }, { key: 'a/k', size: 5, kept: rest.metadata });
  });

  test('keep the type of their source unless another is given', async () => {
    assert.equal((await the.store.files.put('k', new Blob(['x'], { type: 'image/png' }))).type, 'image/png');
    assert.equal(
      (await the.store.files.put('k', new Blob(['x'], { type: 'image/png' }), { type: 'a/b' })).type,
      'a/b',
    );
    assert.match((await the.store.files.put('k', new Response('x'))).type, /^text\/plain/);
    assert.equal((await the.store.files.put('k', bytes(1))).type, '');
    assert.equal((await (await the.store.files.put('k', bytes(1), { type: 'a/b' })).blob()).type, 'a/b');
  });

  test('must match the promised digest and size', async () => {
    const size = content.length;
    await the.store.files.put('k', content, { size, sha256: sha256(content).toUpperCase() });
    await fails(the.store.files.put('k', new Blob(['x']), { size: 2 }), 'INTEGRITY');
    await fails(the.store.files.put('k', content, { size: size - 1 }), 'INTEGRITY');
    await fails(the.store.files.put('k', new Blob(['x']), { sha256: sha256('y') }), 'INTEGRITY');
    assert.deepEqual(await (await the.store.files.get('k')).bytes(), content);
    await fails(the.store.files.put('new', new Blob(['x']), { size: 2 }), 'INTEGRITY');
    assert.equal(await the.store.files.has('new'), false);
  });

  test('are listed, pinned and deleted', async () => {
    for (const key of ['b/2', 'a', 'b/1']) await the.store.files.put(key, new Blob([key]));
    assert.deepEqual(
      (await the.store.files.list()).map(({ key }) => key),
      ['a', 'b/1', 'b/2'],
    );
    assert.deepEqual(
      (await the.store.files.list('b/')).map(({ key }) => key),
      ['b/1', 'b/2'],
    );
    await the.store.files.pin('a');
    assert.equal((await the.store.files.get('a')).pinned, true);
    await the.store.files.pin('a', false);
    assert.equal((await the.store.files.get('a')).pinned, false);
    await fails(the.store.files.pin('absent'), 'NOT_FOUND');
    assert.equal(await the.store.files.delete('a'), true);
    assert.equal(await the.store.files.delete('a'), false);
    assert.equal(await the.store.files.has('a'), false);
    assert.equal(await the.store.files.get('a'), undefined);
  });

  test('keep the content that they had when they were opened', async () => {
    const file = await the.store.files.put('k', content);
    await the.store.files.put('k', new Blob(['new']));
    assert.deepEqual(await file.bytes(), content);
    await the.store.files.delete('k');
    assert.deepEqual(await file.bytes(), content);
  });

  test('are shared where their content is the same', async () => {
    await the.store.files.put('a', content);
    await the.store.files.put('b', content);
    const stats = await the.store.stats();
    assert.equal(stats.fileCount, 2);
    assert.equal(stats.logicalBytes, 2 * content.length);
    assert.equal(stats.storedBytes, content.length);
    assert.equal(stats.chunkCount, 4);
    assert.equal(stats.unfinishedBytes, 0);
    assert.deepEqual(structuredClone(stats), stats);
  });

  test('are all deleted by clear', async () => {
    await the.store.files.put('a', content);
    await the.store.documents.put('d', 1);
    await the.store.clear();
    assert.deepEqual(await the.store.files.list(), []);
    assert.deepEqual(await the.store.documents.keys(), []);
    assert.equal((await the.store.stats()).logicalBytes, 0);
  });
});
