// Tests mistakes that the types do not prevent: each is refused at once, and the message says what to do.
async function assertSays(promise, code, ...words) {
  const error = await assertRefused(promise, code, words[0]);
  for (const word of words) assert(error.message.includes(word), `"${error.message}" does not say "${word}"`);
  return error;
}

test('fetch with a URL that is none is INVALID at once, and sends no request', () =>
  withStore(async (store) => {
    let asked = 0;
    const own = async () => new Response(`${++asked}`);
    for (const url of [undefined, null, '', ' ', 5, {}, 'ftp://models.example/a', new URL('file:///a')]) {
      const fetching = store.files.fetch('model', url, { fetch: own });
      const { details } = await assertSays(fetching, 'INVALID', 'url of "model"', 'http(s)');
      assertEqual(details, { option: 'url', key: 'model' }, 'details');
    }
    assertEqual(asked, 0, 'requests');
    assertEqual(await store.files.list(), [], 'stored files');
  }));

test('fetch takes URLs of http, blob: and data:, and relative ones', () =>
  withStore(async (store) => {
    const content = await (await fetch('/content.js')).arrayBuffer();
    const { href } = new URL('/content.js', location.href);
    for (const url of ['/content.js', href, new URL(href), `${href}#fragment`]) {
      const file = await store.files.fetch('model', url, { revalidate: true });
      assertEqual(file.url, href, 'the URL');
      assertBytes(await file.bytes(), content, String(url));
    }
    assertEqual(await (await store.files.fetch('data', 'data:text/plain,abc')).text(), 'abc', 'data:');
    if (typeof URL.createObjectURL !== 'function') return;
    const url = URL.createObjectURL(new Blob(['abcd']));
    assertEqual(await (await store.files.fetch('blob', url)).text(), 'abcd', 'blob:');
    URL.revokeObjectURL(url);
  }));

test('a put of a string or an array says to wrap it in a Blob', () =>
  withStore(async (store) => {
    await assertSays(store.files.put('key', 'text'), 'INVALID', 'this is String: wrap it in a Blob');
    await assertSays(store.files.put('key', [1, 2]), 'INVALID', 'this is Array: wrap it in a Blob');
    await assertSays(store.files.put('key', {}), 'INVALID', 'this is Object.');
  }));

test('a put of a used Response says to clone it', () =>
  withStore(async (store) => {
    const response = await fetch('/content.js');
    await response.text();
    await assertSays(store.files.put('key', response), 'INVALID', 'clone() it first');
  }));

test('a wrong size is named with the real one and the key', () =>
  withStore(async (store) => {
    const content = contentOf(1_000_000);
    const known = 'The source of "model" has 1000000 bytes, and not the promised 12 bytes.';
    for (const source of [content, new Blob([content])]) {
      const { details } = await assertSays(
        store.files.put('model', source, { size: 12 }),
        'INTEGRITY',
        known,
      );
      assertEqual([details.expectedSize, details.actualSize], [12, 1_000_000], 'sizes');
    }
    const more = 'The source of "model" has more than the promised 12 bytes.';
    const stream = streamOf(oddPieces(content));
    await assertSays(store.files.put('model', stream, { size: 12 }), 'INTEGRITY', more);
    await assertSays(store.files.fetch('model', '/content.js', { size: 12 }), 'INTEGRITY', more);
  }));

test('a web page in place of a file is named with key and URL', () =>
  withStore(async (store) => {
    const { href } = new URL('/index.html', location.href);
    const fetching = store.files.fetch('model', href, { type: 'model/onnx' });
    await assertSays(fetching, 'INTEGRITY', 'a web page in place of "model"', href);
  }));

test('QUOTA names the budget, and what can be done', () =>
  withStore(
    async (store) => {
      const words = ['no room for "model"', `budget of ${3 * chunk} bytes`, 'delete or unpin files'];
      await assertSays(store.files.put('model', contentOf(5 * chunk)), 'QUOTA', ...words);
    },
    { budget: 3 * chunk },
  ));

test('CLOSED says to open again', () =>
  withStore(async (store) => {
    await store.close();
    await assertSays(store.files.get('key'), 'CLOSED', 'closed. Open it again.');
  }));
