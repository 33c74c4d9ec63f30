// Tests the classic script in a window, one named test after the other: call `suite.begin(name,
// backend)`, then read `suite.outcome`.
(() => {
  const chunkSize = 65536;
  // Two chunks and no more: HtmlUnit takes a second to hash them.
  const size = 66_000;
  const content = new Uint8Array(size);
  for (let i = 0; i < size; i++) content[i] = (i * 31 + i / 251) & 255;
  const sha256OfHello = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

  const few = content.slice(0, 1000);

  let databases = 0;

  const tests = {
    async 'describes the open store'({ store, backend }) {
      same(store.backend, backend);
      check(backend === 'memory' ? store.chunkForm === 'memory' : /^(blob|buffer)$/.test(store.chunkForm));
      same((await granary.probe()).indexedDB, true);
      check(/^\d+\.\d+\.\d+$/.test(granary.version));
    },

    async 'returns the bytes that were put'({ store }) {
      const put = await store.files.put('k', content, {
        type: 'a/b',
        size,
        pinned: true,
        metadata: { n: [1, 'ä'] },
      });
      const got = await store.files.get('k');
      for (const file of [put, got]) {
        sameBytes(await file.bytes(), content);
        same(file.size, size);
        same(file.type, 'a/b');
        same(file.pinned, true);
        same(JSON.stringify(file.metadata), '{"n":[1,"ä"]}');
      }
      sameBytes(new Uint8Array(await got.arrayBuffer()), content);
    },

    async 'stores a text through a Blob'({ store }) {
      const file = await store.files.put('k', new Blob(['hello'], { type: 'text/plain' }));
      same(await file.text(), 'hello');
      same(file.type, 'text/plain');
      same(file.sha256, sha256OfHello);
      const umlauts = await store.files.put('u', new TextEncoder().encode('grün €'));
      same(umlauts.size, 9);
      same(await umlauts.text(), 'grün €');
    },

    async 'stores buffers, views and iterables'({ store }) {
      const views = new Int16Array(content.buffer.slice(0, 200), 20, 50);
      sameBytes(await (await store.files.put('v', views)).bytes(), content.slice(20, 120));
      sameBytes(await (await store.files.put('b', few.buffer)).bytes(), few);
      const iterable = {
        [Symbol.asyncIterator]: () => {
          let at = 0;
          const next = async () =>
            at >= few.length
              ? { done: true, value: undefined }
              : { done: false, value: few.slice(at, (at += 77)) };
          return { next };
        },
      };
      const reported = [];
      const options = { onProgress: (progress) => reported.push(progress) };
      sameBytes(await (await store.files.put('i', iterable, options)).bytes(), few);
      same(reported[reported.length - 1].loaded, few.length);
      same(reported[reported.length - 1].total, few.length);
    },

    async 'stores an empty file'({ store }) {
      const file = await store.files.put('k', new Uint8Array(0));
      same(file.size, 0);
      same((await file.bytes()).length, 0);
      same(await file.text(), '');
    },

    async 'reads ranges'({ store }) {
      const file = await store.files.put('k', content);
      for (const [start, end] of [
        [0, 1],
        [0, size],
        [65535, 65537],
        [65536, size],
        [size, size],
        [7, 7],
      ]) {
        sameBytes(await file.bytes(start, end), content.slice(start, end));
      }
      for (const range of [
        [-1, 1],
        [2, 1],
        [0, size + 1],
        [0.5, 1],
      ]) {
        await fails(file.bytes(...range), 'INVALID');
      }
    },

    async 'overwrites a file, and the open one keeps its content'({ store }) {
      const old = await store.files.put('k', content);
      await store.files.put('k', content.slice(0, 1000));
      same((await (await store.files.get('k')).bytes()).length, 1000);
      sameBytes(await old.bytes(), content);
      same((await store.files.list()).length, 1);
    },

    async deletes({ store }) {
      await store.files.put('k', few);
      same(await store.files.has('k'), true);
      same(await store.files.delete('k'), true);
      same(await store.files.has('k'), false);
      same(await store.files.get('k'), undefined);
      same(await store.files.delete('k'), false);
    },

    async 'lists by prefix in the order of the keys'({ store }) {
      for (const key of ['b/2', 'a', 'b/10', 'c']) await store.files.put(key, content.slice(0, key.length));
      const keys = async (prefix) => (await store.files.list(prefix)).map(({ key }) => key).join(' ');
      same(await keys(), 'a b/10 b/2 c');
      same(await keys('b/'), 'b/10 b/2');
      same(await keys('d'), '');
      same((await store.files.list('b/1'))[0].size, 4);
    },

    async 'keeps documents'({ store }) {
      await store.documents.put('a/1', { text: 'ä', list: [1, null] });
      await store.documents.put('a/2', 7);
      same(JSON.stringify(await store.documents.get('a/1')), '{"text":"ä","list":[1,null]}');
      same((await store.documents.keys('a/')).join(' '), 'a/1 a/2');
      await store.documents.put('a/2', 8);
      same(await store.documents.get('a/2'), 8);
      same(await store.documents.delete('a/2'), true);
      same(await store.documents.delete('a/2'), false);
      same(await store.documents.get('a/2'), undefined);
    },

    async 'emits events for changes and for its end'({ store }) {
      const seen = [];
      const note = ({ detail }) => seen.push(`${detail.kind} ${detail.action} ${detail.key}`);
      store.addEventListener('change', note);
      store.addEventListener('close', () => seen.push('close'));
      await store.files.put('k', few);
      await store.files.delete('k');
      await store.documents.put('d', 1);
      store.removeEventListener('change', note);
      await store.files.put('l', few);
      await store.close();
      same(seen.join(', '), 'file put k, file delete k, document put d, close');
    },

    async 'reports errors by their code'({ store }) {
      await fails(store.files.put('', few), 'INVALID');
      await fails(store.files.put('k', 'a string'), 'INVALID');
      await fails(store.files.put('k', few, { sise: 1 }), 'INVALID');
      await fails(store.files.put('k', few, { size: 5 }), 'INTEGRITY');
      await fails(store.files.put('k', few, { sha256: sha256OfHello }), 'INTEGRITY');
      await fails(store.files.pin('k'), 'NOT_FOUND');
      await fails(store.documents.put('k', undefined), 'INVALID');
      await fails(granary.open({ backend: 'opfs' }), 'INVALID');
      same(await store.files.has('k'), false);
      same((await store.stats()).unfinishedBytes, 0);
    },

    async 'counts what it stores, and clears it'({ store }) {
      await store.files.put('a', content);
      await store.files.put('b', content);
      await store.documents.put('d', 1);
      const { fileCount, chunkCount, storedBytes, logicalBytes } = await store.stats();
      same([fileCount, chunkCount, storedBytes, logicalBytes].join(), [2, 2, size, 2 * size].join());
      await store.clear();
      same((await store.files.list()).length + (await store.documents.keys()).length, 0);
      same((await store.stats()).storedBytes, 0);
    },

    async 'stays closed after close'({ store }) {
      const file = await store.files.put('k', few);
      await store.close();
      await store.close();
      await fails(store.files.get('k'), 'CLOSED');
      await fails(store.documents.keys(), 'CLOSED');
      await fails(file.bytes(), 'CLOSED');
    },

    async 'finds the persisted files again, and nothing else'({ store, backend, options }) {
      await store.files.put('k', content, { metadata: { n: 1 } });
      await store.documents.put('d', [1]);
      await store.close();
      const again = await granary.open(options);
      const file = await again.files.get('k');
      if (backend === 'memory') {
        same(file, undefined);
        same(await again.documents.get('d'), undefined);
      } else {
        sameBytes(await file.bytes(), content);
        same(file.metadata.n, 1);
        same(JSON.stringify(await again.documents.get('d')), '[1]');
        same((await again.stats()).storedBytes, size);
      }
      await again.close();
    },
  };

  async function run(name, backend) {
    const options = { name: `htmlunit ${++databases}`, backend, chunkSize };
    const store = await granary.open(options);
    try {
      await tests[name]({ store, backend, options });
    } finally {
      await store.close();
    }
  }

  function check(holds) {
    if (!holds) throw new Error('The condition is false');
  }

  function same(actual, expected) {
    if (actual !== expected) throw new Error(`Expected ${expected}, got ${actual}`);
  }

  function sameBytes(actual, expected) {
    same(actual.length, expected.length);
    for (let i = 0; i < expected.length; i++) {
      if (actual[i] !== expected[i]) throw new Error(`Byte ${i} is ${actual[i]}, not ${expected[i]}`);
    }
  }

  async function fails(promise, code) {
    let failure;
    try {
      await promise;
    } catch (error) {
      failure = error;
    }
    if (failure === undefined) throw new Error(`Expected ${code}, but nothing failed`);
    if (failure.name !== 'GranaryError' || failure.code !== code)
      throw new Error(`Expected ${code}, got ${failure.code}: ${failure}`);
  }

  window.suite = {
    names: Object.keys(tests).join('\n'),
    outcome: '',
    begin(name, backend) {
      suite.outcome = '';
      run(name, backend).then(
        () => (suite.outcome = 'passed'),
        (failure) =>
          (suite.outcome = `${failure}${failure && failure.cause ? `; cause: ${failure.cause}` : ''}`),
      );
    },
  };
})();
