// Tests that handles work through a Proxy, as Vue's ref makes one, and that methods work when they are taken from
// their handle.
const proxied = (target) =>
  new Proxy(target, {
    get(object, name, receiver) {
      const value = Reflect.get(object, name, receiver);
      return typeof value === 'object' && value !== null ? proxied(value) : value;
    },
  });

const methodsOf = (handle) => {
  const names = [handle, Object.getPrototypeOf(handle)].flatMap(Reflect.ownKeys);
  return Object.fromEntries(names.map((name) => [name, handle[name]]));
};

const smallJson = '{"a":1}';

/** Makes an object URL where the context has them. */
async function tryObjectURL(file) {
  if (typeof URL.createObjectURL !== 'function') return assertRefused(file.objectURL(), 'UNSUPPORTED');
  const { url, revoke } = await file.objectURL();
  assertEqual(await (await fetch(url)).text(), smallJson, 'what the object URL has');
  return revoke();
}

for (const [how, of] of [
  ['through a Proxy', proxied],
  ['taken from it', methodsOf],
]) {
  test(`every method of a file works ${how}`, () =>
    withStore(async (store) => {
      const file = of(await store.files.put('key', new Blob([smallJson])));
      assertBytes(await file.bytes(1, 4), new Uint8Array([34, 97, 34]), 'bytes');
      assertEqual(await (await file.blob()).text(), smallJson, 'blob');
      assertEqual(await file.text(), smallJson, 'text');
      assertEqual(await file.json(), { a: 1 }, 'json');
      assertEqual((await file.arrayBuffer()).byteLength, 7, 'arrayBuffer');
      assertEqual(await (await file.response()).text(), smallJson, 'response');
      assertEqual(await new Response(file.stream()).text(), smallJson, 'stream');
      await tryObjectURL(file);
    }));

  test(`every method of files, documents and hub works ${how}`, () =>
    withStore(async (store) => {
      const [files, documents, hub] = [store.files, store.documents, store.hub].map(of);
      await files.put('a', new Blob([smallJson]));
      await files.fetch('b', '/content.js');
      assertEqual(await (await files.get('a')).text(), smallJson, 'get');
      assertEqual(await files.has('b'), true, 'has');
      await files.pin('a');
      const found = (await files.list()).map(({ key, pinned }) => `${key} ${pinned}`);
      assertEqual(found, ['a true', 'b false'], 'list');
      const bundle = await new Response(await files.exportBundle(['a'])).blob();
      assertEqual((await files.importBundle(bundle)).length, 1, 'importBundle');
      assertEqual(await files.unfinished(), [], 'unfinished');
      await assertRefused(files.resume('a'), 'NOT_FOUND');
      assertEqual([await files.pause('a'), await files.discard('a')], [false, false], 'pause and discard');
      assertEqual(await files.delete('a'), true, 'delete');

      await documents.put('d', { b: 1 });
      assertEqual(await documents.get('d'), { b: 1 }, 'the document');
      assertEqual([await documents.has('d'), await documents.keys()], [true, ['d']], 'has and keys');
      assertEqual(await documents.delete('d'), true, 'delete of a document');

      assertEqual(await hub.list(), [], 'hub.list');
      assertEqual([await hub.get('a/b'), await hub.file('a/b', 'c')], [undefined, undefined], 'get and file');
      assertEqual([await hub.checkForUpdate('a/b'), await hub.delete('a/b')], [undefined, false], 'the rest');
      for (const name of ['scan', 'plan', 'download'])
        await assertRefused(hub[name]('a/b/c'), 'INVALID', name);
    }));

  test(`a store works ${how}, and so do its events`, () =>
    withStore(async (raw) => {
      const { addEventListener, removeEventListener, dispatchEvent } = raw;
      const events = { addEventListener, removeEventListener, dispatchEvent };
      const store = of === proxied ? of(raw) : { ...of(raw), ...events };
      const heard = [];
      const put = new Promise((resolve) => store.addEventListener('change', resolve, { once: true }));
      const listener = ({ target }) => heard.push(target === raw);
      store.addEventListener('own', listener);
      store.dispatchEvent(new Event('own'));
      store.removeEventListener('own', listener);
      store.dispatchEvent(new Event('own'));
      assertEqual(heard, [true], 'own events');
      await raw.files.put('key', new Blob([smallJson]));
      assertEqual((await put).detail.key, 'key', 'the key of the event');

      assertEqual((await store.stats()).fileCount, 1, 'stats');
      assertEqual((await store.verify()).bad, [], 'verify');
      assertEqual((await store.clean()).evicted, [], 'clean');
      await store.clear();
      await (Symbol.asyncDispose ? store[Symbol.asyncDispose]() : store.close());
      await store.close();
      await assertRefused(raw.files.has('key'), 'CLOSED');
    }));
}

test('only the data of a file is copied', () =>
  withStore(async (store) => {
    const file = await store.files.put('key', new Blob([smallJson]));
    const [info] = await store.files.list();
    const { lastAccessed } = info;
    assertEqual({ ...structuredClone(file), lastAccessed }, info, 'the clone');
    assertEqual({ ...file, lastAccessed }, info, 'the spread');
  }));
