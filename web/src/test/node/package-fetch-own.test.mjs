// Tests files.fetch with a fetch of the caller's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describePackages } from './packages.mjs';
import { dropping, inFastTime, startServer } from './server.mjs';
import { bytes, fails } from './support.mjs';

const server = await startServer();
const content = bytes(300_000);
let paths = 0;
const serve = (options, body = content) => server.serve(`/${++paths}`, body, options);

describePackages('fetch of the caller’s own', ({ the }) => {
  test('uses the caller’s own fetch', async () => {
    const url = serve({ script: [dropping(100_000)] });
    const calls = [];
    const own = (asked, init) => {
      calls.push([
        asked,
        init.headers.get('range'),
        init.headers.get('x-a'),
        init.cache,
        init.signal.aborted,
      ]);
      return fetch(asked, init);
    };
    await the.store.files.fetch('k', url, { fetch: own, headers: { 'x-a': '1' } });
    assert.deepEqual(calls[0], [url, null, '1', 'no-store', false]);
    assert.match(calls[1][1], /^bytes=\d+-$/);
  });

  for (const [what, own, code, ...words] of [
    ['nothing', () => undefined, 'INVALID', 'Response'],
    ['a text', async () => 'text', 'INVALID', 'Response'],
    [
      'no body stream',
      async () => ({ status: 200, headers: new Headers(), body: 'x' }),
      'INVALID',
      'Response',
    ],
    ['a network error', async () => Response.error(), 'NETWORK'],
    [
      'a used body',
      async () => {
        const used = new Response('x');
        await used.text();
        return used;
      },
      'INVALID',
      'used',
    ],
    [
      'a locked body',
      async () => {
        const locked = new Response('x');
        locked.body.getReader();
        return locked;
      },
      'INVALID',
      'used',
    ],
    [
      'an opaque response',
      async () => ({ type: 'opaque', status: 0, headers: new Headers(), body: null }),
      'INVALID',
      'opaque',
    ],
    [
      'headers that throw',
      async () => ({
        status: 200,
        headers: {
          get() {
            throw new Error('of its own');
          },
        },
        body: null,
      }),
      'INVALID',
      'headers',
    ],
    [
      'an exception',
      () => {
        throw new Error('of its own');
      },
      'NETWORK',
      'of its own',
    ],
  ]) {
    test(`says what is wrong with a fetch that returns ${what}`, () =>
      fails(the.store.files.fetch('k', 'https://a.test/', { fetch: own, retries: 0 }), code, ...words));
  }

  test('does not wait for a body that never settles', async () => {
    const never = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    await inFastTime(100, () =>
      fails(
        the.store.files.fetch('k', 'https://a.test/', { fetch: never, retries: 0 }),
        'NETWORK',
        '30 seconds',
      ),
    );
    await inFastTime(100, () =>
      fails(
        the.store.files.fetch('k', 'https://a.test/', { fetch: () => new Promise(() => {}), retries: 0 }),
        'NETWORK',
        '30 seconds',
      ),
    );
  });
});
