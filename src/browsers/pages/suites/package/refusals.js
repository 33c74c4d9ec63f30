// Tests wrong arguments of put: each is refused before the put begins.
const wrongSources = {
  nothing: undefined,
  null: null,
  'a string': 'bytes',
  'a number': 42,
  'an object': {},
  'an array of numbers': [1, 2, 3],
  'a function': () => contentOf(5),
  'a promise of a buffer': Promise.resolve(contentOf(5)),
  'an iterable that is not async': new Set([contentOf(5)]),
  'a URL': new URL('https://models.example/'),
};

const cyclic = {};
cyclic.self = cyclic;

const wrongPutOptions = {
  'an unknown option': { colour: 'red' },
  'options that are a string': 'pinned',
  'options that are null': null,
  'a negative size': { size: -1 },
  'a size that is NaN': { size: NaN },
  'a broken size': { size: 1.5 },
  'an infinite size': { size: Infinity },
  'a size that is a string': { size: '5' },
  'a SHA-256 that is too short': { sha256: 'abc' },
  'a SHA-256 that is not hexadecimal': { sha256: 'x'.repeat(64) },
  'a SHA-256 that is bytes': { sha256: new Uint8Array(32) },
  'a type that is a number': { type: 5 },
  'pinned that is a string': { pinned: 'yes' },
  'metadata that is a string': { metadata: 'text' },
  'metadata that is a list': { metadata: [1] },
  'metadata with a cycle': { metadata: cyclic },
  'metadata with a BigInt': { metadata: { big: 1n } },
  'a signal that is not an AbortSignal': { signal: {} },
  'onProgress that is no function': { onProgress: 'tell me' },
  'an unknown encoding': { encoding: 'zip' },
};

const invalid = (subject) => (error) => assertGranaryError(error, 'INVALID', subject);

test('a source of a wrong type is INVALID and changes nothing', () =>
  withStore(async (store) => {
    for (const [subject, source] of Object.entries(wrongSources)) {
      await assertFailsCleanly(store, subject, ({ files }, key) => files.put(key, source), invalid(subject));
    }
  }));

test('wrong options of put are INVALID and change nothing', () =>
  withStore(async (store) => {
    for (const [subject, options] of Object.entries(wrongPutOptions)) {
      const attempt = ({ files }, key) => files.put(key, contentOf(5), options);
      await assertFailsCleanly(store, subject, attempt, invalid(subject));
    }
  }));

test('the stream of a refused put is cancelled', () =>
  withStore(async (store) => {
    for (const [subject, options] of Object.entries(wrongPutOptions)) {
      let cancelled = false;
      const source = streamOf([contentOf(5)], { onCancel: () => (cancelled = true) });
      await assertRefused(store.files.put('key', source, options), 'INVALID', subject);
      await pause(0);
      fact('the source of a put with wrong options', cancelled ? 'cancelled' : 'left alone');
      assertEqual(source.locked, false, `${subject}: the stream is locked`);
    }
  }));

test('a locked stream and a used body are INVALID and change nothing', () =>
  withStore(async (store) => {
    const locked = () => {
      const stream = streamOf([contentOf(5)]);
      stream.getReader();
      return stream;
    };
    const attempts = {
      'a locked stream': ({ files }, key) => files.put(key, locked()),
      'a Response whose body is locked': ({ files }, key) => {
        const response = new Response(streamOf([contentOf(5)]));
        response.body.getReader();
        return files.put(key, response);
      },
      'a Response whose body is used': async ({ files }, key) => {
        const response = new Response(contentOf(5));
        await response.arrayBuffer();
        return files.put(key, response);
      },
    };
    for (const [subject, attempt] of Object.entries(attempts)) {
      await assertFailsCleanly(store, subject, attempt, invalid(subject));
    }
  }));

test('a transferred buffer is INVALID or empty, never other bytes', () =>
  withStore(async (store) => {
    const bytes = contentOf(1000);
    structuredClone(bytes, { transfer: [bytes.buffer] });
    const outcome = await store.files.put('key', bytes).then(
      (file) => `stored as ${file.size} bytes`,
      (error) => error.code,
    );
    fact('a put of a transferred buffer', outcome);
    assert(['INVALID', 'stored as 0 bytes'].includes(outcome), outcome);
    assertEqual(await store.files.has('key'), outcome !== 'INVALID', 'has');
  }));

test('an opaque Response is INVALID and changes nothing', () =>
  withStore(async (store) => {
    const attempt = async ({ files }, key) => {
      const response = await fetch(`${harness.elsewhere}/content.js`, { mode: 'no-cors' });
      assertEqual(response.type, 'opaque', 'type of the Response');
      return files.put(key, response);
    };
    await assertFailsCleanly(store, 'an opaque Response', attempt, invalid('an opaque Response'));
  }));

test('a partial Response is INVALID and changes nothing', () =>
  withStore(async (store) => {
    const headers = { 'content-range': 'bytes 0-4/10' };
    const attempt = ({ files }, key) => files.put(key, new Response(contentOf(5), { status: 206, headers }));
    await assertFailsCleanly(store, 'a partial Response', attempt, invalid('a partial Response'));
  }));

test('a Response that is an error is HTTP with its status and changes nothing', () =>
  withStore(async (store) => {
    const absent = ({ files }, key) => fetch('/nothing').then((response) => files.put(key, response));
    await assertFailsCleanly(store, 'a 404 of the network', absent, (error) => {
      assertGranaryError(error, 'HTTP', 'a 404 of the network');
      assertEqual(error.details.status, 404, 'details.status');
    });
    for (const status of [400, 416, 500, 503]) {
      const attempt = ({ files }, key) => files.put(key, new Response(contentOf(5), { status }));
      await assertFailsCleanly(store, `status ${status}`, attempt, (error) => {
        assertGranaryError(error, 'HTTP', `status ${status}`);
        assertEqual(error.details.status, status, 'details.status');
      });
    }
    const broken = ({ files }, key) => files.put(key, Response.error());
    await assertFailsCleanly(store, 'Response.error()', broken, (error) =>
      assert(harness.granary.GranaryError.is(error), `not a GranaryError: ${error}`),
    );
  }));

test('a wrong size or SHA-256 is INTEGRITY and changes nothing', () =>
  withStore(async (store) => {
    const bytes = contentOf(2 * chunk + 11);
    const right = await sha256(bytes);
    const promises = {
      'a size too small': { size: bytes.length - 1 },
      'a size too large': { size: bytes.length + 1 },
      'a size of nothing': { size: 0 },
      'another SHA-256': { sha256: '0'.repeat(64) },
      'the SHA-256 of nothing': { sha256: await sha256(new Uint8Array()) },
      'a right size and a wrong SHA-256': { size: bytes.length, sha256: '1'.repeat(64) },
      'a wrong size and a right SHA-256': { size: 5, sha256: right },
    };
    const sources = {
      'a buffer': () => bytes,
      'a stream': () => streamOf(oddPieces(bytes)),
    };
    for (const [promised, options] of Object.entries(promises)) {
      for (const [source, make] of Object.entries(sources)) {
        const subject = `${source} with ${promised}`;
        const attempt = ({ files }, key) => files.put(key, make(), options);
        await assertFailsCleanly(store, subject, attempt, (error) =>
          assertGranaryError(error, 'INTEGRITY', subject),
        );
      }
    }
  }));

test('the error for a wrong SHA-256 has the expected and the actual one', () =>
  withStore(async (store) => {
    const putting = store.files.put('key', contentOf(100), { sha256: 'a'.repeat(64) });
    const { details } = await assertRefused(putting, 'INTEGRITY');
    const expected = ['key', 'a'.repeat(64), await sha256(contentOf(100))];
    assertEqual([details.key, details.expected, details.actual], expected, 'key, expected and actual');
  }));

test('a file larger than the budget is QUOTA and changes nothing', () =>
  withStore(
    async (store) => {
      const attempt = ({ files }, key) => files.put(key, contentOf(6 * chunk));
      await assertFailsCleanly(store, 'too large', attempt, (error) =>
        assertGranaryError(error, 'QUOTA', 'too large'),
      );
      await store.files.put('fitting', contentOf(3 * chunk));
      await assertFile(store, 'fitting', contentOf(3 * chunk));
    },
    { budget: 5 * chunk },
  ));
