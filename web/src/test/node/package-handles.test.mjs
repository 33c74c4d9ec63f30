// Tests that handles work through a Proxy, as Vue's ref makes one, and that methods work when they are taken from
// their handle.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { startServer } from './server.mjs';
import { bytes, collect, fails } from './support.mjs';

/** Wraps as Vue's ref does: a Proxy whose objects are Proxies, too. */
const proxied = (target) =>
  new Proxy(target, {
    get(object, name, receiver) {
      const value = Reflect.get(object, name, receiver);
      return typeof value === 'object' && value !== null ? proxied(value) : value;
    },
  });

/** Gives an object with every method of a handle, taken from it. */
const taken = (handle) => {
  const names = [handle, Object.getPrototypeOf(handle)].flatMap(Reflect.ownKeys);
  return Object.fromEntries(names.map((name) => [name, handle[name]]));
};

const server = await startServer();
const content = bytes(200_000);
const url = server.serve('/model.bin', content);

describePackages('handles', ({ the, open, GranaryError }) => {
  for (const [how, of] of Object.entries({ 'through a Proxy': proxied, 'taken from it': taken })) {
    test(`every method of a file works ${how}`, async () => {
      const stored = await the.store.files.put('k', new Blob(['{"a":1}']), { type: 'a/b' });
      const file = of(stored);
      assert.deepEqual(await file.bytes(1, 4), new Uint8Array([34, 97, 34]));
      assert.equal(await (await file.blob()).text(), '{"a":1}');
      assert.equal(await file.text(), '{"a":1}');
      assert.deepEqual(await file.json(), { a: 1 });
      assert.equal((await file.arrayBuffer()).byteLength, 7);
      assert.equal((await file.response()).headers.get('content-type'), 'a/b');
      assert.equal((await collect(file.stream())).toString(), '{"a":1}');
      const { url: objectURL, revoke } = await file.objectURL();
      revoke();
      assert.match(objectURL, /^blob:/);
      if (of === proxied) assert.deepEqual([file.key, file.size, file.type], ['k', 7, 'a/b']);
    });

    test(`every method of files works ${how}`, async () => {
      const files = of(the.store.files);
      await files.put('a', new Blob(['abc']));
      assert.equal((await files.fetch('b', url)).size, 200_000);
      assert.equal((await files.get('a')).size, 3);
      assert.equal(await files.has('a'), true);
      await files.pin('a');
      assert.deepEqual(
        (await files.list()).map(({ key, pinned }) => [key, pinned]),
        [
          ['a', true],
          ['b', false],
        ],
      );
      const bundle = await collect(await files.exportBundle(['a']));
      assert.equal((await files.importBundle(new Blob([bundle]))).length, 1);
      assert.deepEqual(await files.unfinished(), []);
      await fails(files.resume('a'), 'NOT_FOUND');
      assert.equal(await files.pause('a'), false);
      assert.equal(await files.discard('a'), false);
      assert.equal(await files.delete('a'), true);
    });

    test(`every method of documents works ${how}`, async () => {
      const documents = of(the.store.documents);
      await documents.put('d', { b: 1 });
      assert.deepEqual(await documents.get('d'), { b: 1 });
      assert.equal(await documents.has('d'), true);
      assert.deepEqual(await documents.keys(), ['d']);
      assert.equal(await documents.delete('d'), true);
    });

    test(`every method of the hub works ${how}`, async () => {
      const store = await open({ backend: 'memory', hub: { endpoint: server.origin } });
      const hub = of(store.hub);
      assert.deepEqual(await hub.list(), []);
      assert.equal(await hub.get('owner/name'), undefined);
      assert.equal(await hub.file('owner/name', 'config.json'), undefined);
      assert.equal(await hub.checkForUpdate('owner/name'), undefined);
      assert.equal(await hub.delete('owner/name'), false);
      await fails(hub.scan('owner/name'), 'NOT_FOUND', 'owner/name');
      await fails(hub.plan('owner/name', { quant: 'q4' }), 'NOT_FOUND', 'owner/name');
      await fails(hub.download('owner/name', { quant: 'q4' }), 'NOT_FOUND', 'owner/name');
      await store.close();
    });

    test(`every method of a store works ${how}`, async () => {
      const store = await open({ backend: 'memory' });
      const handle = of(store);
      await store.files.put('k', new Blob(['abc']));
      assert.equal((await handle.stats()).fileCount, 1);
      assert.deepEqual((await handle.verify()).bad, []);
      assert.deepEqual((await handle.clean()).evicted, []);
      assert.equal(await handle.persist(), false);
      await handle.clear();
      assert.equal(await store.files.has('k'), false);
      await (Symbol.asyncDispose ? handle[Symbol.asyncDispose]() : handle.close());
      await handle.close();
      await fails(store.files.has('k'), 'CLOSED');
    });

    test(`the events of a store work ${how}`, async () => {
      const { addEventListener, removeEventListener, dispatchEvent } = the.store;
      const store =
        of === proxied ? proxied(the.store) : { addEventListener, removeEventListener, dispatchEvent };
      const heard = [];
      const listener = ({ detail }) => heard.push(`${detail.action} ${detail.key}`);
      store.addEventListener('change', listener);
      store.addEventListener('own', ({ target }) => heard.push(target === the.store));
      await the.store.files.put('k', new Blob(['abc']));
      assert.equal(store.dispatchEvent(new Event('own')), true);
      await new Promise((resolve) => setTimeout(resolve, 20));
      store.removeEventListener('change', listener);
      await the.store.files.delete('k');
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(heard.sort(), ['put k', true]);
    });
  }

  test('the handles of a store work through the Proxy of the store', async () => {
    const { files, documents, hub } = proxied(the.store);
    const file = proxied(await files.put('k', new Blob(['abc'])));
    assert.equal(await file.text(), 'abc');
    await documents.put('d', 1);
    assert.deepEqual(await hub.list(), []);
  });

  test('the data of a file, and nothing else, is copied', async () => {
    const file = await the.store.files.put('k', new Blob(['abc']), { metadata: { a: 1 } });
    const [info] = await the.store.files.list();
    for (const copy of [structuredClone(file), { ...file }, JSON.parse(JSON.stringify(file))])
      assert.deepEqual({ ...copy, lastAccessed: info.lastAccessed }, info);
    assert.deepEqual(structuredClone(the.store.files), {});
  });

  test('a method can be replaced, as tests do', async () => {
    const { files } = the.store;
    const own = files.has;
    files.has = async () => 'replaced';
    assert.equal(await files.has('k'), 'replaced');
    files.has = own;
    assert.equal(await files.has('k'), false);
  });

  test('an error is recognised through a Proxy', async () => {
    const error = await the.store.files.get('').catch((failure) => failure);
    assert.ok(GranaryError.is(proxied(error)));
  });
});
